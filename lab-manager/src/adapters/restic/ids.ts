/** Of a snapshot, pack, key or lock, in full. */
export const fullId = /^[0-9a-f]{64}$/;

/** What `restic list` printed, as JSON or plain. */
export const readIds = (printed: string): readonly string[] =>
  printed
    .split('\n')
    .map((line) => line.replaceAll('"', '').trim())
    .filter((id) => fullId.test(id));
