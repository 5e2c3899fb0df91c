import type { EnvironmentName } from './lab-file.ts';

/** Which host names the edge answers, and where each goes. */
export interface RouteTable {
  routes: readonly Route[];
  /** The port https is published on, for redirects. */
  httpsPort: number;
  /**
   * `notBefore` of the certificate to be served. The edge reads certificates only when a dynamic file changes, so a
   * renewed one has to change the published text.
   */
  certificateFrom?: number | undefined;
}

export interface Route {
  /** `[a-z0-9-]+`, unique. */
  name: string;
  host: string;
  /** Path prefix; `/` is everything. Longer prefixes win. */
  path: string;
  /** `http://alias:port` on one of the edge's networks. */
  target: string;
  /** The gate every request passes first; undefined is open (the target asks for credentials itself). */
  gate: { environment: GatedHost } | undefined;
  /** Whose page the edge shows while the target does not answer; undefined: the edge's own two words. */
  door?: 'console' | 'elsewhere';
}

/** A host behind the gate: an environment's data lab, the codelab, or an app of a brick. */
export type GatedHost = EnvironmentName | 'codelab' | `app-${string}`;
