import type { Clock, LabFileVersions } from '../core/ports.ts';
import { stepName } from '../core/step-names.ts';
import { acting } from '../jobs/acting.ts';
import type { LabWork } from '../jobs/lab-work.ts';

export interface LabFileStepsOptions {
  versions: Pick<LabFileVersions, 'setApplied' | 'appliedBefore' | 'unsetApplied'>;
  clock: Pick<Clock, 'now'>;
  /** The newest version, lab.yaml as it is now included, while it is not the one the lab is held to. */
  notYetApplied(): Promise<number | undefined>;
}

/** Which lab file the lab is held to, taken and given back as steps. */
export const labFileSteps = ({
  versions,
  clock,
  notYetApplied,
}: LabFileStepsOptions): Pick<LabWork, 'takeLabFileStep' | 'giveLabFileBackStep'> => ({
  async takeLabFileStep() {
    const version = await notYetApplied();
    if (version === undefined) return undefined;
    return acting(
      { kind: 'takeLabFile', version },
      {
        sentence: `hold the lab to version ${version} of its lab file`,
        do: async () => versions.setApplied(version, clock.now()),
      },
    );
  },

  giveLabFileBackStep(job) {
    const [taken] = job.steps.flatMap(({ act, state }) =>
      act?.kind === 'takeLabFile' && state === 'done' ? act : [],
    );
    // The first one of all has nothing before it.
    if (taken === undefined || !versions.appliedBefore(taken.version)) return undefined;
    const { version } = taken;
    return {
      name: `giveLabFileBack:${version}`,
      sentence: `hold the lab to the lab file it was held to before version ${version}`,
      after: [],
      undoes: stepName(taken),
      do: async () => versions.unsetApplied(version),
    };
  },
});
