/** What a lab that was laid down on an empty machine still has to restore. */
export interface AwaitedRestore {
  /** Id of the newest job that was brought along; undefined: none was. What is newer was asked for here. */
  after: string | undefined;
}

/** A lab that the installer laid down from a backup has no data of its own before a restore of all of it was done. */
export interface LaidDown {
  /** Undefined: nothing is awaited. */
  awaited(): AwaitedRestore | undefined;
  /** The restore was done; may be repeated. */
  settle(): void;
}
