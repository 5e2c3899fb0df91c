import { LabError } from '../../core/model/lab-error.ts';

/** Length is asked for by the contract; this refuses what is long and still the first thing to try. */
export function assertStrong(password: string, about: { email: string; name: string }): void {
  const lower = password.toLowerCase();
  const [mailbox = ''] = about.email.toLowerCase().split('@');
  const own = [about.email.toLowerCase(), about.name.toLowerCase(), mailbox, 'labstead', 'password'].filter(
    (w) => w.length >= 3,
  );
  const rest = own.reduce((text, word) => text.replaceAll(word, ''), lower);
  if (new Set(lower).size < 5) throw weak('It repeats a few characters.');
  if (isRun(lower)) throw weak('It is a run of neighbouring characters.');
  if (!/[a-z]/.test(rest) && rest.length < 8) throw weak('It is little more than a name and a number.');
}

/** `123456789012`, `abcdefghijkl` */
function isRun(text: string): boolean {
  const steps = [...text]
    .slice(1)
    .map((character, index) => character.charCodeAt(0) - text.charCodeAt(index));
  return steps.filter((step) => Math.abs(step) > 1).length < 2;
}

function weak(message: string): LabError {
  return new LabError('user.weak_password', 'The password is too easy to guess.', {
    hint: 'Take several words that have nothing to do with each other.',
    details: [{ path: 'password', message }],
  });
}
