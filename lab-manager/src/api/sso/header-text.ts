/** For a header: UTF-8 bytes as they are, each as the character that Node writes as that byte; no control characters. */
export function headerText(text: string): string {
  return Buffer.from(text.toWellFormed().replaceAll(/\p{Cc}/gu, ' '), 'utf8').toString('latin1');
}
