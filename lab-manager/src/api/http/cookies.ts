export const sessionCookie = '__Host-lab_session';
export const environmentCookie = '__Host-lab_app';
export const nonceCookie = '__Host-lab_nonce';

/** Cookies of the lab itself: none of them may reach what runs behind the gate. */
const ours = /^(__(host|secure)-)?lab_/i;

interface Cookie {
  name: string;
  value: string;
}

/**
 * Every value sent under this name: a sibling host may have planted others beside ours, in an order of its choosing.
 * A handful is enough, since each costs a look-up.
 */
export function cookieValues(header: string | undefined, name: string): readonly string[] {
  return parse(header)
    .filter((cookie) => cookie.name === name)
    .map((cookie) => cookie.value)
    .slice(0, 5);
}

/** The Cookie header without the lab's own cookies; undefined when none are left. */
export function withoutLabCookies(header: string | undefined): string | undefined {
  const others = parse(header).filter(({ name, value }) => !ours.test(name === '' ? value : name));
  if (others.length === 0) return undefined;
  return others.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
}

/** `__Host-`: this host only, https only, no Domain; Lax lets links from elsewhere open the page signed in. */
export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${String(maxAgeSeconds)}`;
}

export function clearCookie(name: string): string {
  return setCookie(name, '', 0);
}

function parse(header: string | undefined): readonly Cookie[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? { name: '', value: pair }
        : { name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() };
    });
}
