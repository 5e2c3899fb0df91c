const MiB = 1024 ** 2;

/** The other half is for connections, for the server itself, and for dumps, which run in the same container. */
export const bufferPool = (memoryBytes: number): string =>
  `${Math.max(64, Math.floor(memoryBytes / 2 / MiB))}M`;
