import { authorityRefusal } from '../reconcile/authority-refusal.ts';
import { checkOfLook } from './check.ts';

const day = 86_400_000;
/** Every browser that trusts it has to be told about the next one: that takes people a while. */
const warnDays = 180;

export const authorityUsable = checkOfLook(
  'certificate-authority',
  'The lab’s certificate authority can issue certificates, and will for a while.',
  ({ desired, observed }, { now }) => {
    const refusal = authorityRefusal(desired.certificate, observed.files, now);
    const left = (observed.files.authority?.notAfter ?? Infinity) - now;
    const about = { severity: 'warning' as const, subject: desired.certificate.names[0] ?? '' };
    if (refusal !== undefined) return [{ ...about, ...cannotIssue(refusal) }];
    return left > warnDays * day ? [] : [{ ...about, ...ending(Math.ceil(left / day)) }];
  },
);

const makeNew =
  'move the folder state/ca of the data root away and run labctl apply: a new one is made, which browsers have to trust anew.';

function cannotIssue(refusal: string) {
  return {
    message: `The lab’s certificate authority can’t issue certificates: ${refusal}. The present certificate stays until it ends.`,
    hint: `Put ca.key and ca.crt back from a backup, or ${makeNew}`,
  };
}

function ending(days: number) {
  return {
    message: `The lab’s certificate authority ends in ${days} days; no browser takes the lab’s certificate afterwards.`,
    hint: `At a time that suits those who use the lab, ${makeNew}`,
  };
}
