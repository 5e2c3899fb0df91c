/** For a header: whatever is not plain ASCII is percent-encoded, and so is the percent sign itself. */
export function headerText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\x20-\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character));
}
