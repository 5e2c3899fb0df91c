import type { Logger } from 'pino';
import type { Permission } from '../core/access/permissions.ts';
import type { HostedApp } from '../core/model/desired-state.ts';
import type { Clock, SetupToken, Store } from '../core/ports.ts';
import type { Backups } from '../engine/backups.ts';
import type { Lab } from '../engine/lab.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { PasswordCost } from './access/passwords.ts';

/** A host name of the lab and how it is reached from outside, published port included. */
export interface LabHost {
  /** Without a port, lower case. */
  hostname: string;
  /** e.g. `https://prod.lab.localhost:8443`, no slash at the end. */
  origin: string;
}

/** A host behind the gate: an environment's, the codelab, or an app of a brick. */
export interface EnvironmentHost extends LabHost {
  name: string;
  permission: Permission;
  /** Of an app: what runs behind it, and in which environment. */
  app?: Omit<HostedApp, 'name'>;
}

export interface LabHosts {
  console: LabHost;
  environments: readonly EnvironmentHost[];
  /** Those that the lab file switches off: whoever asks for them is told so. */
  disabled?: readonly EnvironmentHost[];
}

/** What the API asks of the runner. */
export type Jobs = Pick<JobRunner, 'ask' | 'busyWith' | 'cancel' | 'events'>;

/** One look of the loop, for the metrics. */
export interface LookFact {
  seconds: number;
  outcome: 'ok' | 'failed';
}

export interface ApiDeps {
  lab: Lab;
  /** Undefined: this manager was given no hands for them, and every request about them is refused. */
  backups: Backups | undefined;
  jobs: Jobs;
  store: Store;
  clock: Clock;
  log: Logger;
  labId: string;
  version: string;
  /** From the lab file that the lab is held to, and the published ports: what the edge serves. */
  hosts(): LabHosts;
  setupToken(): Promise<SetupToken | undefined>;
  /** What the codelab shows; undefined while the lab has none. Read anew each time, so that it can be replaced. */
  codelabToken(): string | undefined;
  /** Leaves the mark by which the installer sees that the lab has an owner. */
  onClaimed(): Promise<void>;
  /** False until the loop has tried its first look, whatever came of it. */
  firstLookTried(): boolean;
  /** Somebody who may came to one of the gated hosts. */
  onActivity(host: EnvironmentHost['name']): void;
  onLook(listener: (look: LookFact) => void): () => void;
  listen: { host: string; publicPort: number; privatePort: number };
  /** Refuse to send what a reply's schema doesn't know, instead of leaving it out: for tests. */
  strictReplies?: boolean;
  /** What hashing a password costs; the default is the product's, tests take a cheap one. */
  passwordCost?: PasswordCost;
}
