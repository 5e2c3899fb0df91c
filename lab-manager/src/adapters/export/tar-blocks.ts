/** What everything in a tar begins at a multiple of, in bytes. */
export const blockBytes = 512;

/** With what fills the last block. */
export const padded = (bytes: number): number => Math.ceil(bytes / blockBytes) * blockBytes;
