import { diffLabFiles } from '../core/labfile/diff-lab-files.ts';
import { withEnabled } from '../core/labfile/set-enabled.ts';
import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { LabFileVersion, Users } from '../core/ports.ts';
import { acting } from '../jobs/acting.ts';
import type { PlannedStep } from '../jobs/job-definition.ts';
import { quotable } from './unknown-service.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';

/** What jobs change in the lab file on somebody's behalf. */
export interface LabFileEdit {
  environmentNamed(target: string): string;
  /** Throws for an environment that is disabled: nothing of it is there to be asked for. */
  assertEnabled(environment: string | undefined): void;
  setEnabledStep(job: Job, environment: string, enabled: boolean): Promise<PlannedStep | undefined>;
}

export interface LabFileEditOptions {
  labFiles: AcceptedLabFile;
  users: Pick<Users, 'byId'>;
  /** Takes what lies on the disk before anything depends on it. */
  takeLabFile(): Promise<void>;
}

/** What jobs change in the lab file, as one more accepted version of it; and what they ask it before. */
export function labFileEdit({ labFiles, users, takeLabFile }: LabFileEditOptions): LabFileEdit {
  /** Into the version that was looked at when this was planned: what somebody writes meanwhile is not carried out. */
  const write = (job: Job, environment: string, enabled: boolean, version: LabFileVersion) => async () => {
    const { actor, via } = job.requestedBy;
    const by = { author: users.byId(actor)?.name ?? actor, via };
    await labFiles.accept(withEnabled(version.text, environment, enabled), by, version.version);
  };
  return {
    environmentNamed(target) {
      const { environments } = labFiles.heldTo().parsed;
      if (Object.hasOwn(environments, target)) return target;
      throw noEnvironment(target, Object.keys(environments));
    },
    assertEnabled(environment = '') {
      if (isEnabled(labFiles.heldTo().parsed, environment) !== false) return;
      throw new LabError('environment.unknown', `${environment} is disabled in the lab file.`, {
        hint: `Enable it first: labctl enable ${environment}.`,
      });
    },
    async setEnabledStep(job, environment, enabled) {
      await takeLabFile();
      const { parsed } = labFiles.toApply();
      const { version } = labFiles.newest();
      if (isEnabled(parsed, environment) === enabled) return undefined;
      const waiting = labFiles.notYetApplied();
      const ours = job.steps.some((step) => step.act?.kind === 'setEnabled' && step.startedAt !== undefined);
      // Where nothing but comments and the like were changed, there is nothing that this would carry out as well.
      const saysMore = diffLabFiles(labFiles.heldTo().parsed, parsed).length > 0;
      if (waiting !== undefined && saysMore && !ours) throw unapplied(waiting);
      return acting(
        { kind: 'setEnabled', environment, enabled },
        {
          sentence: `write into the lab file that ${environment} is ${enabled ? 'enabled' : 'disabled'}`,
          do: write(job, environment, enabled, version),
        },
      );
    },
  };
}

function isEnabled({ environments }: LabFile, environment: string): boolean | undefined {
  return Object.entries(environments).find(([name]) => name === environment)?.[1].enabled;
}

function noEnvironment(target: string, known: readonly string[]): LabError {
  return new LabError(
    'environment.unknown',
    `There is no environment called “${quotable(target)}” in this lab.`,
    { hint: `Only environments are enabled and disabled: ${known.join(', ')}.` },
  );
}

function unapplied(version: number): LabError {
  return new LabError(
    'labfile.conflict',
    `Version ${version} of the lab file was not applied yet, and this would apply it as well.`,
    { hint: 'See it with labctl plan, carry it out with labctl apply, then ask again.' },
  );
}
