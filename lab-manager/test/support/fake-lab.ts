import { LabError } from '../../src/core/model/lab-error.ts';
import type { LabFile } from '../../src/core/model/lab-file.ts';
import type { LabStatus } from '../../src/core/model/lab-status.ts';
import type { Plan } from '../../src/core/model/operation.ts';
import type { EngineFacts, LabFileVersion, LogLine, LogQuery, VersionsPage } from '../../src/core/ports.ts';
import type { DoctorCheck, Lab } from '../../src/engine/lab.ts';

type Accepted = { version: LabFileVersion; parsed: LabFile };

const parsed: LabFile = {
  name: 'Test lab',
  domain: 'lab.localhost',
  tls: { mode: 'internal' },
  environments: {
    prod: {
      enabled: true,
      resources: {
        glab: { memory: 1, cpus: undefined, pids: 1 },
        database: { memory: 1, cpus: undefined, pids: 1 },
      },
      variables: {},
    },
  },
  images: { registry: undefined, override: {} },
};

/** A lab in memory behind the engine's interface: what the API hands out can be set and told from outside. */
export class FakeLab implements Lab {
  current: LabStatus = {
    state: 'running',
    summary: 'Everything works.',
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
  facts: EngineFacts | undefined;
  /** Where accepting says it kept a lab file with errors. */
  keptBeside: string | undefined;
  /** Whether lab.yaml was edited by hand into what can't be accepted. */
  brokenOnDisk = false;
  /** Thrown by whatever asks the engine. */
  failure: unknown;
  /** What following a log yields. */
  lines: (query: LogQuery, signal: AbortSignal) => AsyncIterable<LogLine> = noLines;
  readonly #versions: LabFileVersion[] = [
    { version: 1, text: 'name: Test lab\n', author: 'lab.yaml', via: 'lab', acceptedAt: 1_700_000_000_000 },
  ];
  /** The lab file that was applied; accepting another changes nothing of it. */
  held: Accepted = { version: this.#versions[0]!, parsed };
  readonly #listeners = new Set<(status: LabStatus) => void>();

  status(): LabStatus {
    return this.current;
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
    return this.#asked({ changes: [], plan: this.nextPlan });
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

  logs(service: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    if (service !== 'prod-glab') return unknownService(service);
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
async function* unknownService(service: string): AsyncIterable<LogLine> {
  await Promise.resolve();
  throw new LabError('service.unknown', `There is no service ${service}.`, {
    hint: 'Did you mean prod-glab?',
  });
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
