export type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined where it is none. Editors on Windows put a mark in front. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Undefined for what is no object. */
export const jsonObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
