// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkClaim } from '../../../src/features/access/check-claim.ts';
import { isServerPath, nextPath } from '../../../src/features/access/next-path.ts';

const origin = 'https://lab.localhost';

describe('features/access/next-path', () => {
  it.each(['/jobs/01J', '/settings/lab-file?x=1#y', '/sso?app=prod&nonce=n'])('goes on to %s', (next) => {
    expect(nextPath(next, origin)).toBe(next);
  });

  it.each([
    null,
    '',
    'jobs',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/\n//evil.example',
    '/x/..//evil.example',
    'javascript:alert(1)',
    '/sign-in?next=/sign-in',
  ])('never leaves the host, nor loops: %j leads to /', (next) => {
    expect(nextPath(next, origin)).toBe('/');
  });

  it('tells the manager’s paths from the page’s', () => {
    expect(isServerPath('/sso?app=prod')).toBe(true);
    expect(isServerPath('/api/v1/lab')).toBe(true);
    expect(isServerPath('/ssologs')).toBe(false);
    expect(isServerPath('/')).toBe(false);
  });
});

describe('features/access/check-claim', () => {
  const form = {
    token: 't',
    name: 'Ada',
    email: 'ada@example.org',
    password: 'four unrelated words',
    again: 'four unrelated words',
  };

  it('finds nothing in a complete form', () => {
    expect(checkClaim(form)).toEqual({});
  });

  it('names every field that is wrong, and how much a password lacks', () => {
    const found = checkClaim({ token: ' ', name: '', email: 'ada', password: 'elevenchars', again: 'other' });
    expect(Object.keys(found)).toEqual(['token', 'name', 'email', 'password', 'again']);
    expect(found.password).toBe('1 more character is needed.');
  });
});

describe('features/access/setup-token', () => {
  beforeEach(() => {
    vi.resetModules();
  });

  it('takes the token out of the address bar and keeps it for this visit', async () => {
    history.replaceState(null, '', '/claim#token=ABCD-EFGH');
    const { takeSetupToken } = await import('../../../src/features/access/setup-token.ts');
    expect(takeSetupToken()).toBe('ABCD-EFGH');
    expect(location.href).toMatch(/\/claim$/);
    expect(takeSetupToken()).toBe('ABCD-EFGH');
  });

  it('answers with nothing when the link bore none', async () => {
    history.replaceState(null, '', '/claim');
    const { takeSetupToken } = await import('../../../src/features/access/setup-token.ts');
    expect(takeSetupToken()).toBe('');
  });
});
