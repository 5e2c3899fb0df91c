import type { EnvironmentName } from './lab-file.ts';

/** A published set of reference data: what it is, where it is had from, and how to tell that it is the right one. */
export interface ReferenceSet {
  /** `[a-z0-9-]+`, e.g. `ncbi-organisms`. */
  name: string;
  version: string;
  /** http(s); `shipped:<file>` comes with the product. */
  url: string;
  /** Of the file as it is downloaded. */
  bytes: number;
  sha256: string;
  /** Once built, beside the file it is built from. */
  builtBytes: number;
  licence: string;
  /** Who made the data, and where it is described. */
  origin: string;
}

/** Who asks for the reference database. */
export interface ReferenceNeed {
  environment: EnvironmentName;
  brick: string;
}

/** What is built under `shared/biota`, complete. */
export interface ReferenceGeneration {
  /** Name of its folder: `generationOf` of the set it was built from. */
  id: string;
  /** What the set said of itself; undefined where that can't be read any more. */
  about: Pick<ReferenceSet, 'name' | 'version' | 'licence' | 'origin'> | undefined;
  bytes: number;
  /** Epoch milliseconds. */
  builtAt: number;
}
