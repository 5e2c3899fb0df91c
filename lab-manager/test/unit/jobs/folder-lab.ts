import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../../src/core/model/lab-error.ts';
import type { Job, JobKind, JobStep } from '../../../src/core/model/job.ts';
import type { EnvironmentName } from '../../../src/core/model/lab-file.ts';
import type { Wishes } from '../../../src/core/ports.ts';
import type { PlannedStep } from '../../../src/jobs/job-definition.ts';
import type { LabWork } from '../../../src/jobs/lab-work.ts';
import { step } from './support.ts';

/** Jobs after which nothing has to be there, or whatever was. */
const claimsNothing: readonly JobKind[] = ['heal', 'stop', 'disable', 'uninstall', 'undo-restore'];

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
  /** What the newest lab file says of the one environment, and what the lab is held to. */
  enabled = { newest: true, held: true };
  readonly #folder: string;
  readonly #wishes: Wishes;

  constructor(folder: string, wishes: Wishes) {
    this.#folder = folder;
    this.#wishes = wishes;
  }

  /** Reference data is a file, too. */
  assertReferenceUnused(generation: string): void {
    if (!existsSync(join(this.#folder, generation)))
      throw new LabError('reference.unknown', `There is no reference data ${generation}.`);
  }

  /** Data of bricks is kept by no file here. */
  isBrickData(): boolean {
    return false;
  }

  assertDataUnused(): void {
    throw new LabError('data.unknown', 'There is none.');
  }

  removeDataStep(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async removeReferenceStep(generation: string): Promise<PlannedStep | undefined> {
    const path = join(this.#folder, generation);
    return existsSync(path)
      ? step(`removeReference:${generation}`, async () => rmSync(path, { force: true }))
      : undefined;
  }

  environmentNamed(target: string): string {
    if (target === 'prod') return target;
    throw new LabError('environment.unknown', `There is no environment ${target}.`);
  }

  async setEnabledStep(_job: Job, environment: string, enabled: boolean): Promise<PlannedStep | undefined> {
    if (this.enabled.newest === enabled) return undefined;
    return step(`setEnabled:${environment}:${enabled}`, async () => {
      this.enabled = { ...this.enabled, newest: enabled };
      this.newerLabFile = true;
    });
  }

  running(): Record<string, string> {
    const names = readdirSync(this.#folder).filter((name) => this.services.includes(name));
    return Object.fromEntries(names.sort().map((name) => [name, this.#form(name) ?? '']));
  }

  async takeLabFileStep(): Promise<PlannedStep | undefined> {
    return this.newerLabFile
      ? step('takeLabFile:2', async () => {
          this.newerLabFile = false;
          this.enabled = { ...this.enabled, held: this.enabled.newest };
        })
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

  async planRound({
    job,
    puttingBack = false,
  }: {
    job: Job;
    puttingBack?: boolean;
  }): Promise<readonly PlannedStep[]> {
    const steps = this.services.flatMap((service) => this.#stepsOf(service));
    // Whoever says that all is there has to be about what is enabled.
    if (steps.length === 0 && !puttingBack && !claimsNothing.includes(job.kind))
      this.servicesOf(job.params.target);
    return steps;
  }

  assertStartable(target: string): void {
    this.assertTarget(target);
  }

  assertRemovable(target: string): void {
    this.assertTarget(target);
  }

  assertTarget(target: string): void {
    this.servicesOf(target);
  }

  servicesOf(target: string): readonly string[] {
    if (/^prod(-|$)/.test(target) && !this.enabled.held)
      throw new LabError('environment.unknown', 'prod is disabled in the lab file.');
    const meant = this.#meant(target);
    if (meant.length === 0) throw new LabError('service.unknown', `There is no ${target}.`);
    return meant;
  }

  servicesIn(environment: EnvironmentName): readonly string[] {
    return this.#meant(environment);
  }

  #assertKnown(service: string): void {
    if (!this.services.includes(service)) throw new LabError('service.unknown', `There is no ${service}.`);
  }

  #meant(target: string): readonly string[] {
    return this.services.filter(
      (name) => target === 'lab' || name === target || name.startsWith(`${target}-`),
    );
  }

  /** Whether somebody is there whom an idle stop would send away. */
  came = false;

  async somebodyCame(): Promise<boolean> {
    return this.came;
  }

  /** Services that rest until somebody asks for them. */
  readonly resting = new Set<string>();

  onDemand(service: string): boolean {
    this.#assertKnown(service);
    return this.resting.has(service);
  }

  async beforeStopping(_job: Job): Promise<readonly PlannedStep[]> {
    return [];
  }

  async beforeApplying(): Promise<readonly PlannedStep[]> {
    return [];
  }

  async startedBefore(services: readonly string[], since: number): Promise<readonly string[]> {
    const startedAt = (service: string): number | undefined =>
      statSync(join(this.#folder, service), { throwIfNoEntry: false })?.mtimeMs;
    return services.filter((service) => Math.round(startedAt(service) ?? Infinity) < since);
  }

  stopStep(_job: Pick<Job, 'id'> | undefined, service: string): PlannedStep {
    this.#assertKnown(service);
    return step(`stopContainer:${service}`, async () => rmSync(join(this.#folder, service), { force: true }));
  }

  /** No brick of this lab is refused. */
  kept(): Promise<[]> {
    return Promise.resolve([]);
  }

  /** Its rounds know every service that it has. */
  leftRunning(): Promise<[]> {
    return Promise.resolve([]);
  }

  stopKeptStep(_job: unknown, service: string): PlannedStep {
    return this.stopStep(undefined, service);
  }

  startKeptStep(service: string): PlannedStep {
    return step(`startContainer:${service}`, async () => this.#start(service, this.wanted));
  }

  removeKeptStep(service: string): PlannedStep {
    return this.stopStep(undefined, service);
  }

  holdBackFailed(_job: unknown, { act }: Pick<JobStep, 'act'>): boolean {
    const started = act?.kind === 'operation' && act.operation === 'startContainer' ? act.on : undefined;
    const service = this.services.find((name) => name === started);
    if (service === undefined) return false;
    this.#wishes.holdBack(service, this.wanted, 'it did not come up', 1);
    return true;
  }

  #stepsOf(service: string): readonly PlannedStep[] {
    const there = this.#form(service);
    if (!this.#isWanted(service)) return there === undefined ? [] : [this.stopStep(undefined, service)];
    const form = this.#wishes.heldBack().get(service) === this.wanted ? 'v1' : this.wanted;
    if (there === form) return [];
    return [step(`startContainer:${service}`, async () => this.#start(service, form))];
  }

  #isWanted(service: string): boolean {
    if (service.startsWith('prod-') && !this.enabled.held) return false;
    return !this.#wishes.stopped().has(service) && !this.#wishes.uninstalled().has(service);
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
