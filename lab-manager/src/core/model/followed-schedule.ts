/** How far the lab file's schedule of an environment was followed. */
export interface FollowedSchedule {
  /** As it was written then; undefined where an older manager kept the time alone. */
  written: string | undefined;
  /** The newest time that was acted upon, epoch milliseconds. */
  doneAt: number;
}
