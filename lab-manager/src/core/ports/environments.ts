import type { FollowedSchedule } from '../model/followed-schedule.ts';

/** What is remembered of an environment that can't be observed while it is stopped. */
export interface EnvironmentMemory {
  /** Epoch milliseconds of the last request of a person or a program, written seldom; undefined: nobody ever. */
  lastActivityAt: number | undefined;
  /** Scenarios that waited in its queue when it was last asked. */
  queued: number;
  /** Undefined until a schedule was first looked at. */
  followed: FollowedSchedule | undefined;
}

export interface EnvironmentMemories {
  get(environment: string): EnvironmentMemory;
  noteActivity(environment: string, at: number): void;
  noteQueued(environment: string, queued: number): void;
  noteFollowed(environment: string, followed: FollowedSchedule): void;
}
