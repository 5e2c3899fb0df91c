const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Letters, digits and dashes in two labels or more: nothing that a rule, a template or a shell could read as its own. */
export function isHostname(text: string): boolean {
  const parts = text.split('.');
  const allNumbers = /^[0-9]+$/.test(parts.at(-1) ?? '');
  return text.length <= 253 && parts.length >= 2 && !allNumbers && parts.every((part) => label.test(part));
}
