/** How long the engine may take to answer, in milliseconds; a hung engine must not hang the manager. */
export interface Limits {
  /** Looking something up. */
  look: number;
  /** Creating, renaming, removing, attaching. */
  change: number;
  start: number;
  /** On top of the grace a stop was given. */
  stopBeyondGrace: number;
  /** A pull without any new byte. */
  pullStall: number;
  /**
   * A dump without any new byte: somebody locks what it has to read, for which the server itself would wait for a day, and what
   * is quiet for the dump with it. To sort a hundred gigabytes that have no primary key takes many minutes, too.
   */
  dumpStall: number;
  /** Between two looks of a wait for a container that starts. */
  healthPoll: number;
  /** First and longest pause before the event stream is opened anew. */
  reconnect: { first: number; longest: number };
}

export const defaultLimits: Limits = {
  look: 10_000,
  change: 60_000,
  start: 60_000,
  stopBeyondGrace: 10_000,
  pullStall: 120_000,
  dumpStall: 3_600_000,
  healthPoll: 400,
  reconnect: { first: 200, longest: 5_000 },
};
