import type { Job } from '../core/model/job.ts';
import type { Clock, Wishes } from '../core/ports.ts';
import type { PlannedStep } from './job-definition.ts';

/** What jobs need from the room engine, which looks at the world and knows the hands. */
export interface LabWork {
  /** Holds the lab to its newest accepted lab file, as a step; undefined when it is held to that one already. */
  takeLabFileStep(): Promise<PlannedStep | undefined>;
  /** Holds the lab again to the lab file it was held to before this job; undefined when there is nothing to take back. */
  giveLabFileBackStep(job: Job): PlannedStep | undefined;
  /** Looks, reconciles and answers the operations still to do as steps ([] = the world is as wished). */
  planRound(scope: { job: Job }): Promise<readonly PlannedStep[]>;
  /** The services that a target (`lab`, `prod`, `prod-glab`…) means, in the order in which they start; throws `service.unknown` with the nearest name. */
  servicesOf(target: string): readonly string[];
  /** Of these services, those that run in a container started before `since` (epoch ms). A stopped one is not among them. */
  startedBefore(services: readonly string[], since: number): Promise<readonly string[]>;
  /** Stops the container of one service, as a step of its own (`after: []`). */
  stopStep(service: string): PlannedStep;
  /**
   * Remembers that the wanted spec of the service behind this step didn't prove itself, so that the next round puts the
   * previous one back; answers whether there is anything to put back. May be called again, also after a crash, and
   * answers the same then. A step that says nothing about a service changes nothing.
   */
  holdBackFailed(job: Job, failed: { name: string }): boolean;
}

/** What the lab's own jobs are made of. */
export interface LabJobTools {
  work: LabWork;
  wishes: Wishes;
  clock: Clock;
}
