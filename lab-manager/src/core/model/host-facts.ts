import type { BrickFolder, UnreadBricks } from './brick.ts';
import type { EngineGpus } from './gpu.ts';
import type { ReferenceNeed } from './reference.ts';

/** What the desired state depends on beside the lab file: facts of this installation, looked up at start. */
export interface HostFacts {
  labId: string;
  /** Absolute path of the data root, the same on the host and in the manager. */
  home: string;
  /** The product's version: the tag of its images. */
  version: string;
  /** Ports as published on the host, for URLs. */
  httpPort: number;
  httpsPort: number;
  /** Registry that the installer was given (`host[:port][/path]`); the lab file's own one wins. */
  registry?: string | undefined;
  /** The environments' bricks as they lie in their folders at this look. */
  bricks?: readonly BrickFolder[] | undefined;
  /** Folders of bricks that could not be read at this look. */
  unreadBricks?: readonly UnreadBricks[] | undefined;
  /** Bricks that need the reference database, as their folders say at this look. */
  referenceNeeds?: readonly ReferenceNeed[] | undefined;
  /** What the engine offers; undefined before it was met. */
  gpus?: EngineGpus | undefined;
  /** Of the machine, as the engine counts them; undefined before it was met. */
  cores?: number | undefined;
  /** MTU for the networks the lab makes; undefined leaves the engine's default. */
  mtu: number | undefined;
  /** Epoch milliseconds of the start of this look: the clock, passed in as data (certificate renewal). */
  now: number;
}
