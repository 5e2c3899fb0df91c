/** Cuts what others wrote before it gets into a log or an audit row. */
export function cap(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
