/** What somebody wrote, for messages: on one line, printable, short. */
export function shown(text: string, most = 60): string {
  const line = text
    .slice(0, most * 4)
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
