import type { BrickData } from './brick.ts';
import type { ReferenceGeneration } from './reference.ts';

/** One look at what is there: taken once, then compared without any further call. */
export interface ObservedState {
  /** Image id by reference (`labstead/glab:0.1.0` → `sha256:…`), for the references that were asked for and exist. */
  images: Readonly<Record<string, string>>;
  networks: readonly ObservedNetwork[];
  /** Containers with this lab's label, and foreign ones only where they hold a name that the lab wants. */
  containers: readonly ObservedContainer[];
  files: ObservedFiles;
  /** Why the lab can't be reached through the edge, asked several times; undefined where it can, or nobody asked. */
  edge: EdgeTrouble | undefined;
}

export interface EdgeTrouble {
  /** Epoch milliseconds of the first question that failed. */
  since: number;
  /** Half a sentence, e.g. `it answers with 404`. */
  reason: string;
}

export interface ObservedNetwork {
  name: string;
  /** Bears this lab's label. */
  ours: boolean;
  internal: boolean;
  /** Names of attached containers. */
  containers: readonly string[];
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removing';
export type HealthState = 'none' | 'starting' | 'healthy' | 'unhealthy';

export interface ObservedContainer {
  id: string;
  name: string;
  ours: boolean;
  /** Of our labels; undefined on a foreign container. */
  service: string | undefined;
  configHash: string | undefined;
  imageId: string;
  state: ContainerState;
  health: HealthState;
  /** Last output of the health check, at most 1 kB. */
  healthMessage: string | undefined;
  exitCode: number | undefined;
  oomKilled: boolean;
  restartCount: number;
  /** Epoch milliseconds. */
  startedAt: number | undefined;
  networks: readonly string[];
}

export interface ObservedFiles {
  /** Existing ones among those asked for, with owner and mode. */
  directories: readonly { path: string; uid: number; gid: number; mode: number }[];
  secrets: readonly { path: string; uid: number; gid: number; mode: number }[];
  certificate: { names: readonly string[]; notAfter: number; notBefore: number } | undefined;
  /** The lab's own certificate authority; undefined before the first certificate. */
  authority: ObservedAuthority | undefined;
  /** SHA-256 (hex) of the published routes file’s text, so that an edit by hand is seen; undefined where there is none. */
  routesDigest: string | undefined;
  /** When that file was written, in epoch milliseconds. */
  routesPublishedAt: number | undefined;
  /** What lies under `shared/biota`, incomplete ones (`about` undefined) included. */
  generations: readonly ReferenceGeneration[];
  /** Under the environments' `brick-db`. */
  brickData: readonly BrickData[];
  /** The downloads in `cache/biota`, unfinished ones included. */
  archives: readonly { name: string; bytes: number }[];
}

export interface ObservedAuthority {
  /** The domain it can sign for; undefined where its certificate can't be read. */
  domain: string | undefined;
  /** What keeps it from signing: its key is missing or another's, or one of its files can't be read. */
  fault: 'no-key' | 'other-key' | 'unreadable' | undefined;
  /** Epoch milliseconds. */
  notAfter: number;
}
