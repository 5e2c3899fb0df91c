const home = '\u001b[H';
const restOfLine = '\u001b[K';
const restOfScreen = '\u001b[J';
/** A line that is too long is cut by the terminal, which knows how wide its characters are. */
const noWrap = '\u001b[?7l';
const wrap = '\u001b[?7h';

/**
 * What puts this text in the place of the whole screen of so many rows: line by line over what is there, then what is left of
 * it, since clearing first would flicker. More lines than there are rows would push the first ones out of sight.
 */
export function screenful(text: string, rows: number): string {
  const lines = withinRows(text.split('\n'), rows - 1);
  return `${noWrap}${home}${lines.map((line) => `${line}${restOfLine}\n`).join('')}${restOfScreen}${wrap}`;
}

function withinRows(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows || rows < 2) return lines.slice(0, Math.max(1, rows));
  const shown = lines.slice(0, rows - 1);
  return [...shown, `… and ${lines.length - shown.length} more lines: make the window higher.`];
}
