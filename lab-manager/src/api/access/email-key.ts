/** Addresses are compared without regard to case, as people write them. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}
