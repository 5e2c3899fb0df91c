import type { Job, JobStep } from '../core/model/job.ts';
import type { EnvironmentName } from '../core/model/lab-file.ts';
import type { Clock, Wishes } from '../core/ports.ts';
import type { PlannedStep } from './job-definition.ts';
import type { ResetWork } from './reset-work.ts';

/** What jobs need from the room engine, which looks at the world and knows the hands. */
export interface LabWork {
  /** Holds the lab to its newest accepted lab file, as a step; undefined when it is held to that one already. */
  takeLabFileStep(): Promise<PlannedStep | undefined>;
  /** Holds the lab again to the lab file it was held to before this job; undefined when there is nothing to take back. */
  giveLabFileBackStep(job: Job): PlannedStep | undefined;
  /**
   * Looks, reconciles and answers the operations still to do as steps ([] = the world is as wished). What would end work
   * and is not what the job is for is left for later. With nothing left to do, throws where what was asked for can't be;
   * what is put back after a failure claims nothing.
   */
  planRound(scope: { job: Job; puttingBack?: boolean }): Promise<readonly PlannedStep[]>;
  /**
   * The services that a target (`lab`, `prod`, `prod-glab`…) means, in the order in which they start; throws `service.unknown`
   * with the nearest name, and `environment.unknown` for what is disabled.
   */
  servicesOf(target: string): readonly string[];
  /** The same of an environment, enabled or not: of prod they are there all the same, stopped, of dev there is none. */
  servicesIn(environment: EnvironmentName): readonly string[];
  /** Throws `service.unknown` as `servicesOf`. */
  assertTarget(target: string): void;
  /** The same, and `service.undeclared` for an app that is kept as it is and does not run. */
  assertStartable(target: string): void;
  /** The same, and `service.undeclared` for what is kept as it is: it is uninstalled with its environment alone. */
  assertRemovable(target: string): void;
  /** Whether the service is stopped unless somebody asked for it. */
  onDemand(service: string): boolean;
  /** The environment of that name; throws `environment.unknown` for what is none. */
  environmentNamed(target: string): string;
  /**
   * Writes into the lab file whether the environment is enabled, as a step that accepts a new version; undefined when the
   * newest one says so already. Throws while the lab file holds what was not applied, which this would carry out as well.
   */
  setEnabledStep(job: Job, environment: string, enabled: boolean): Promise<PlannedStep | undefined>;
  /**
   * What comes before the services of the job's target are stopped: waiting for work that runs in them, as long as the job
   * allows. Throws `work.running` where it says nothing about that.
   */
  beforeStopping(job: Job): Promise<readonly PlannedStep[]>;
  /** The same before the newest accepted lab file is taken, which may replace what work runs in. */
  beforeApplying(job: Job): Promise<readonly PlannedStep[]>;
  /** Of a stop because nobody was there: whether somebody came since, or work began or may have. */
  somebodyCame(job: Job): Promise<boolean>;
  /** Of these services, those that run in a container started before `since` (epoch ms). A stopped one is not among them. */
  startedBefore(services: readonly string[], since: number): Promise<readonly string[]>;
  /** Stops the container of one service, as a step of its own (`after: []`). */
  stopStep(job: Job, service: string): PlannedStep;
  /**
   * Services of bricks that are there, running or not, although nothing asks for them now: a brick whose declaration is
   * refused keeps what it had. In the order in which they start.
   */
  kept(environment: string): Promise<readonly { name: string; runs: boolean }[]>;
  /** Of an environment what runs and nothing asks for: what is kept, and what of one that was disabled is yet to go. In the order in which it starts. */
  leftRunning(environment: EnvironmentName): Promise<readonly string[]>;
  /** As `stopStep`, of what is kept or left. */
  stopKeptStep(job: Job, service: string): PlannedStep;
  startKeptStep(service: string): PlannedStep;
  removeKeptStep(service: string): PlannedStep;
  /** Whether that names data of a brick's database, rather than reference data. */
  isBrickData(target: string): boolean;
  /** Throws `data.unknown` or `data.in_use`, as far as the newest look tells, and `backup.unconfirmed_restore`. */
  assertDataUnused(id: string): void;
  /** Looks anew, and deletes; undefined when it is gone. Throws as `assertDataUnused`. */
  removeDataStep(id: string): Promise<PlannedStep | undefined>;
  /** Throws `reference.unknown` or `reference.in_use`, as far as the newest look tells. */
  assertReferenceUnused(generation: string): void;
  /** Looks anew, and deletes; undefined when it is gone. Throws as `assertReferenceUnused`. */
  removeReferenceStep(generation: string): Promise<PlannedStep | undefined>;
  /**
   * Remembers that the wanted spec of the service behind this step didn't prove itself, so that the next round puts the
   * previous one back; answers whether there is anything to put back. May be called again, also after a crash, and
   * answers the same then. A step that says nothing about a service changes nothing.
   */
  holdBackFailed(job: Job, failed: Pick<JobStep, 'act'>): boolean;
}

/** What the lab's own jobs are made of. */
export interface LabJobTools {
  work: LabWork;
  reset: ResetWork;
  wishes: Wishes;
  clock: Clock;
}
