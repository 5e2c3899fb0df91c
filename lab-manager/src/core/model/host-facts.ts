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
  /** MTU for the networks the lab makes; undefined leaves the engine's default. */
  mtu: number | undefined;
  /** Epoch milliseconds of the start of this look: the clock, passed in as data (certificate renewal). */
  now: number;
}
