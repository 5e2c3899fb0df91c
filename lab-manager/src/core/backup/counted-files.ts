/** Files and their bytes. */
export interface Counted {
  files: number;
  bytes: number;
}

export const sumOf = (all: readonly Counted[]): Counted => ({
  files: all.reduce((sum, { files }) => sum + files, 0),
  bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
});
