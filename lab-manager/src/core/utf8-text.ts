const lineBreak = 0x0a;

/** The bytes as text, or the first line that is none in UTF-8: decoded regardless, what somebody wrote would be lost without a word. */
export function utf8Text(bytes: Uint8Array): { text: string } | { badLine: number } {
  const text = decoded(bytes);
  if (text !== undefined) return { text };
  // A line break is no part of any other character.
  for (let [line, from] = [1, 0]; ; line += 1) {
    const end = bytes.indexOf(lineBreak, from);
    if (end === -1 || decoded(bytes.subarray(from, end)) === undefined) return { badLine: line };
    from = end + 1;
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
