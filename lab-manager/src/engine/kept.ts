import { isDatabase } from '../core/bricks/service-names.ts';
import { containerName } from '../core/names.ts';
import { isActive } from '../core/reconcile/container-is.ts';
import { leftBrickServices, leftServices } from '../core/reconcile/kept-services.ts';
import type { PlannedStep } from '../jobs/job-definition.ts';
import type { LabWork } from '../jobs/lab-work.ts';
import type { Hands } from './executors.ts';
import type { Look } from './look.ts';
import { operationToStep } from './steps.ts';

export interface Kept extends Pick<LabWork, 'kept' | 'leftRunning' | 'startKeptStep' | 'removeKeptStep'> {
  stopKeptStep(service: string): PlannedStep;
}

/** As long as a brick's database has to stop. */
const graceSeconds = 60;

/** What is there although nothing that can be gone by asks for it. */
export function createKept(hands: Hands, labId: () => string, lookAnew: () => Promise<Look>): Kept {
  const container = (service: string): string => containerName(labId(), service);
  return {
    async kept(environment) {
      return leftBrickServices(await lookAnew())
        .filter((one) => one.environment === environment)
        .sort((a, b) => Number(b.kind === 'database') - Number(a.kind === 'database'))
        .map((one) => ({ name: one.name, runs: isActive(one.container) }));
    },

    async leftRunning(environment) {
      return leftServices(await lookAnew())
        .filter((one) => one.environment === environment && isActive(one.container))
        .map(({ name }) => name)
        .sort((a, b) => Number(isDatabase(b)) - Number(isDatabase(a)));
    },

    stopKeptStep: (name) =>
      operationToStep(
        { kind: 'stopContainer', container: container(name), graceSeconds, cause: 'asked to' },
        { id: '' },
        hands,
      ),

    startKeptStep: (name) =>
      operationToStep(
        { kind: 'startContainer', container: container(name), cause: 'it ran before' },
        { id: '' },
        hands,
      ),

    removeKeptStep: (name) =>
      operationToStep(
        { kind: 'removeContainer', container: container(name), cause: 'its environment is uninstalled' },
        { id: '' },
        hands,
      ),
  };
}
