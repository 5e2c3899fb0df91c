import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../../src/core/model/lab-error.ts';
import type { Job } from '../../../src/core/model/job.ts';
import type { Wishes } from '../../../src/core/ports.ts';
import type { PlannedStep } from '../../../src/jobs/job-definition.ts';
import type { LabWork } from '../../../src/jobs/lab-work.ts';
import { step } from './support.ts';

/**
 * A lab whose containers are files: a service runs while there is one of its name, and what it runs is the text in it.
 * Everything it decides, it decides by looking.
 */
export class FolderLab implements LabWork {
  readonly services = ['prod-db', 'prod-glab', 'front'];
  /** What each service should run. */
  wanted = 'v1';
  /** Forms that do not come up. */
  readonly broken = new Set<string>();
  /** Whether a newer lab file waits to be taken. */
  newerLabFile = false;
  readonly #folder: string;
  readonly #wishes: Wishes;

  constructor(folder: string, wishes: Wishes) {
    this.#folder = folder;
    this.#wishes = wishes;
  }

  running(): Record<string, string> {
    const names = readdirSync(this.#folder).filter((name) => this.services.includes(name));
    return Object.fromEntries(names.sort().map((name) => [name, this.#form(name) ?? '']));
  }

  async takeLabFileStep(): Promise<PlannedStep | undefined> {
    return this.newerLabFile
      ? step('takeLabFile:2', async () => void (this.newerLabFile = false))
      : undefined;
  }

  giveLabFileBackStep(job: Job): PlannedStep | undefined {
    const taken = job.steps.find(({ name, state }) => name === 'takeLabFile:2' && state === 'done');
    if (taken === undefined) return undefined;
    return {
      ...step('giveLabFileBack:2', async () => void (this.newerLabFile = true)),
      undoes: taken.name,
    };
  }

  async planRound(): Promise<readonly PlannedStep[]> {
    return this.services.flatMap((service) => this.#stepsOf(service));
  }

  servicesOf(target: string): readonly string[] {
    const meant = this.services.filter(
      (name) => target === 'lab' || name === target || name.startsWith(`${target}-`),
    );
    if (meant.length === 0) throw new LabError('service.unknown', `There is no ${target}.`);
    return meant;
  }

  async startedBefore(services: readonly string[], since: number): Promise<readonly string[]> {
    const startedAt = (service: string): number | undefined =>
      statSync(join(this.#folder, service), { throwIfNoEntry: false })?.mtimeMs;
    return services.filter((service) => Math.round(startedAt(service) ?? Infinity) < since);
  }

  stopStep(service: string): PlannedStep {
    return step(`stopContainer:${service}`, async () => rmSync(join(this.#folder, service), { force: true }));
  }

  holdBackFailed(_job: unknown, failed: { name: string }): boolean {
    const service = this.services.find((name) => failed.name === `startContainer:${name}`);
    if (service === undefined) return false;
    this.#wishes.holdBack(service, this.wanted, 'it did not come up', 1);
    return true;
  }

  #stepsOf(service: string): readonly PlannedStep[] {
    const there = this.#form(service);
    if (this.#wishes.stopped().has(service)) return there === undefined ? [] : [this.stopStep(service)];
    const form = this.#wishes.heldBack().get(service) === this.wanted ? 'v1' : this.wanted;
    if (there === form) return [];
    return [step(`startContainer:${service}`, async () => this.#start(service, form))];
  }

  #start(service: string, form: string): void {
    if (this.broken.has(form)) throw new LabError('container.unhealthy', `${service} does not come up.`);
    const path = join(this.#folder, service);
    writeFileSync(path, form);
    // The clock that the file system takes by itself lags some milliseconds behind the one that jobs are dated by.
    const now = Date.now() / 1000;
    utimesSync(path, now, now);
  }

  #form(service: string): string | undefined {
    const path = join(this.#folder, service);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }
}
