import { messages } from './messages.ts';

export interface ClaimForm {
  token: string;
  name: string;
  email: string;
  password: string;
  again: string;
}

export const minimumPasswordLength = 12;

const words = messages.claim.errors;

/** What the person can mend before the lab is asked; the lab checks everything again. */
export function checkClaim(form: ClaimForm): Partial<Record<keyof ClaimForm, string>> {
  const missing = minimumPasswordLength - form.password.length;
  return {
    ...(form.token.trim() === '' && { token: words.token }),
    ...(form.name.trim() === '' && { name: words.name }),
    ...(!/^[^\s@]+@[^\s@]+$/.test(form.email.trim()) && { email: words.email }),
    ...(missing > 0 && { password: words.short(missing) }),
    ...(form.password !== form.again && { again: words.differ }),
  };
}
