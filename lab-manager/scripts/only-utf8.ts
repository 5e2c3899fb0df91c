/**
 * Stands in the bundle for iconv-lite, whose half a megabyte of tables knows every encoding there ever was. The API
 * takes UTF-8 and refuses the rest before a body is read (api/http/json-body.ts).
 */
export function encodingExists(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding);
}

export function getDecoder(encoding: string): { write(bytes: Buffer): string; end(): string } {
  if (!encodingExists(encoding)) throw new Error(`Encoding not recognized: '${encoding}'`);
  const decoder = new TextDecoder();
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

export function decode(bytes: Buffer | string): string {
  return typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
}
