import { setTimeout as sleep } from 'node:timers/promises';
import type { LogSearch } from '../../src/engine/search-log.ts';
import { minuteOf } from '../../src/core/figures/minutes.ts';
import type { FigureSeries } from '../../src/core/figures/history.ts';
import { nothingKnown, type FiguresNow } from '../../src/engine/figures/now.ts';
import type { ReferenceView } from '../../src/core/reference/reference-view.ts';
import { unknownService } from '../../src/engine/unknown-service.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import type { DesiredApp, HostedApp } from '../../src/core/model/desired-state.ts';
import type { EnvironmentFile, LabFile } from '../../src/core/model/lab-file.ts';
import type { LabStatus } from '../../src/core/model/lab-status.ts';
import type { Plan } from '../../src/core/model/operation.ts';
import type { EngineFacts, LabFileVersion, LogLine, VersionsPage } from '../../src/core/ports.ts';
import type { DoctorCheck, Lab } from '../../src/engine/lab.ts';

type Accepted = { version: LabFileVersion; parsed: LabFile };

const environment: EnvironmentFile = {
  enabled: true,
  internet: false,
  resources: {
    glab: { memory: 1, cpus: undefined, pids: 1 },
    database: { memory: 1, cpus: undefined, pids: 1 },
  },
  gpu: undefined,
  variables: {},
  brickServices: { count: 10, memory: 1, cpus: 1, pids: 1 },
  schedule: { start: undefined, stop: undefined },
  idle: { stopAfter: undefined },
};

const parsed: LabFile = {
  name: 'Test lab',
  domain: 'lab.localhost',
  timeZone: 'UTC',
  tls: { mode: 'internal' },
  environments: {
    prod: environment,
    dev: environment,
  },
  biota: { mode: 'auto', memory: 512 * 1024 ** 2, set: undefined },
  codelab: { enabled: true, internet: false, resources: { memory: 1, cpus: undefined, pids: 1 } },
  images: { registry: undefined, override: {} },
  backup: {
    schedule: undefined,
    retention: { last: 3, hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0 },
    repositories: [
      { name: 'local', location: { kind: 'folder', path: 'backups/repository' }, copyOf: undefined },
    ],
    leaveOut: [],
    waitForWork: 0,
  },
};

/** A lab in memory behind the engine's interface: what the API hands out can be set and told from outside. */
export class FakeLab implements Lab {
  current: LabStatus = {
    state: 'running',
    summary: 'Everything works.',
    environments: [
      {
        name: 'prod',
        state: 'running',
        sentence: 'Running.',
        stopped: undefined,
        queued: 0,
        startsAt: undefined,
        stopsAt: undefined,
      },
    ],
    services: [
      {
        name: 'prod-glab',
        environment: 'prod',
        state: 'running',
        wanted: 'running',
        message: undefined,
        image: 'labstead/glab:0.1.0',
        startedAt: 1_700_000_000_000,
        restartCount: 0,
      },
    ],
    problems: [],
    observedAt: 1_700_000_000_000,
  };
  nextPlan: Plan = [];
  referenceData: ReferenceView = { wanted: undefined, needs: [], generations: [] };
  facts: EngineFacts | undefined;
  /** Where accepting says it kept a lab file with errors. */
  keptBeside: string | undefined;
  /** Whether lab.yaml was edited by hand into what can't be accepted. */
  brokenOnDisk = false;
  /** Thrown by whatever asks the engine. */
  failure: unknown;
  use: FiguresNow = nothingKnown;
  /** Cores, minute by minute, of whatever is asked about. */
  day: readonly (number | undefined)[] = [];
  readonly historyAsked: number[] = [];
  readonly watchers = new Set<(figures: FiguresNow) => void>();
  /** What following a log yields. */
  lines: (query: LogSearch, signal: AbortSignal) => AsyncIterable<LogLine> = noLines;
  readonly #versions: LabFileVersion[] = [
    { version: 1, text: 'name: Test lab\n', author: 'lab.yaml', via: 'lab', acceptedAt: 1_700_000_000_000 },
  ];
  /** The lab file that was applied; accepting another changes nothing of it. */
  held: Accepted = { version: this.#versions[0]!, parsed };
  readonly #listeners = new Set<(status: LabStatus) => void>();

  status(): LabStatus {
    return this.current;
  }

  hosted: readonly (DesiredApp & HostedApp)[] = [];

  apps(): readonly DesiredApp[] {
    return this.hosted;
  }

  onStatus(listener: (status: LabStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(status: Partial<LabStatus>): void {
    this.current = { ...this.current, ...status };
    for (const listener of this.#listeners) listener(this.current);
  }

  async plan(): Promise<Plan> {
    await this.assertApplicable();
    return this.#asked(this.nextPlan);
  }

  async assertApplicable(): Promise<void> {
    if (this.brokenOnDisk) throw invalid();
    return Promise.resolve();
  }

  /** Thrown where something is asked to stop. */
  work: LabError | undefined;

  /** How long the environments take to say so, in milliseconds. */
  workAnswersAfter = 0;

  async assertNoWork(): Promise<void> {
    if (this.workAnswersAfter > 0) await sleep(this.workAnswersAfter);
    if (this.work !== undefined) throw this.work;
  }

  assertResetEndsNoWork(): Promise<void> {
    return this.assertNoWork();
  }

  assertApplyEndsNoWork(): Promise<void> {
    return this.assertNoWork();
  }

  reference(): ReferenceView {
    return this.referenceData;
  }

  engineFacts(): EngineFacts | undefined {
    return this.facts;
  }

  async doctor(): Promise<readonly DoctorCheck[]> {
    return this.#asked([
      { id: 'disk', status: 'ok', subject: '/', message: 'Enough room.', hint: undefined },
    ]);
  }

  labFile(): Accepted {
    return { version: this.#versions.at(-1)!, parsed };
  }

  heldTo(): Accepted {
    return this.held;
  }

  labFileVersion(version: number): Accepted | undefined {
    const found = this.#versions.find((one) => one.version === version);
    return found && { version: found, parsed };
  }

  labFileVersions({ limit, before = Infinity }: VersionsPage): readonly Omit<LabFileVersion, 'text'>[] {
    return this.#versions
      .filter(({ version }) => version < before)
      .map(({ text: _text, ...version }) => version)
      .reverse()
      .slice(0, limit);
  }

  diffLabFiles(from: number, to: number) {
    return { changes: [], unified: `--- ${from}\n+++ ${to}\n` };
  }

  async checkLabFile(text: string) {
    assertReadable(text);
    return this.#asked({ changes: [], plan: this.nextPlan, warnings: [] });
  }

  async acceptLabFile(
    text: string,
    by: Pick<LabFileVersion, 'author' | 'via'>,
    basedOn: number | undefined,
  ): Promise<Accepted & { keptBeside: string | undefined }> {
    assertReadable(text);
    const { version } = this.labFile().version;
    if (basedOn !== undefined && basedOn !== version) {
      throw new LabError('labfile.conflict', `Version ${version} was accepted meanwhile.`, {
        hint: 'Look at it first.',
      });
    }
    this.#versions.push({ text, ...by, version: version + 1, acceptedAt: 1_700_000_000_000 });
    return Promise.resolve({ ...this.labFile(), keptBeside: this.keptBeside });
  }

  reloaded = 0;

  async reloadDev() {
    this.reloaded += 1;
    return this.#asked([{ name: 'sample', version: '1.0.0', status: 'loaded' as const, error: null }]);
  }

  /** Whose tests were begun, and those of them that nobody waits for any more. */
  readonly tested: string[] = [];
  readonly givenUp: string[] = [];

  async testBrick(brick: string, signal: AbortSignal) {
    this.tested.push(brick);
    if (brick === 'endless') {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      this.givenUp.push(brick);
    }
    return this.#asked({ exitCode: brick === 'broken' ? 1 : 0, output: `tests of ${brick}\n` });
  }

  figures(): FiguresNow {
    return this.use;
  }

  figuresNow(): Promise<FiguresNow> {
    return this.#asked(this.use);
  }

  onFigures(listener: (figures: FiguresNow) => void): () => void {
    this.watchers.add(listener);
    return () => void this.watchers.delete(listener);
  }

  limitsOf(service: string) {
    return service === 'prod-glab' ? { memoryBytes: 2 * 1024 ** 3, cpus: 1.5, pids: 512 } : undefined;
  }

  figureHistory(subject: string, since: number): FigureSeries {
    const known = ['machine', 'prod-glab'];
    if (!known.includes(subject)) throw unknownService(subject, known);
    this.historyAsked.push(since);
    return { firstMinute: minuteOf(since), minutes: this.day.length, values: new Map([['cpu', this.day]]) };
  }

  logs(service: string, query: LogSearch, signal: AbortSignal): AsyncIterable<LogLine> {
    if (service !== 'prod-glab') return noLog(service);
    return this.lines(query, signal);
  }

  #asked<T>(answer: T): Promise<T> {
    if (this.failure === undefined) return Promise.resolve(answer);
    return Promise.reject(this.failure as Error);
  }
}

// eslint-disable-next-line require-yield -- a log without a line
async function* noLines(): AsyncIterable<LogLine> {
  await Promise.resolve();
}

// eslint-disable-next-line require-yield -- it fails when it is read, like the engine's
async function* noLog(service: string): AsyncIterable<LogLine> {
  await Promise.resolve();
  throw unknownService(service, ['prod-glab']);
}

function assertReadable(text: string): void {
  if (text.includes('broken')) throw invalid();
}

function invalid(): LabError {
  return new LabError('labfile.invalid', 'The lab file has 1 error.', {
    hint: 'Correct the line.',
    details: [{ path: 'name', message: 'is broken', line: 1, suggestion: 'mend it' }],
  });
}
