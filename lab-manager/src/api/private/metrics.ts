import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { finalJobStates, type Job } from '../../core/model/job.ts';
import type { ApiDeps, LookFact } from '../deps.ts';
import { observeFigures } from './figure-metrics.ts';

/** Few series with few values each: a lab has a dozen services, and routes are named by the table. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'route' | 'method' | 'status'>;
  readonly #looks: Histogram<'outcome'>;
  readonly #ended: Counter<'state'>;
  readonly #tellFigures: () => void;

  #lastEnded: string | undefined;

  constructor(deps: ApiDeps) {
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'labstead_http_requests_total',
      help: 'Requests answered, by route',
      labelNames: ['route', 'method', 'status'],
      registers,
    });
    this.#looks = new Histogram({
      name: 'labstead_look_seconds',
      help: 'How long looking at the engine and the data root took',
      labelNames: ['outcome'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    });
    this.#ended = new Counter({
      name: 'labstead_jobs_ended_total',
      help: 'Jobs ended since the manager started, by outcome',
      labelNames: ['state'],
      registers,
    });
    observeProcess(registers);
    observeServices(deps, registers);
    observeJobs(deps, registers);
    this.#tellFigures = observeFigures(deps.lab, registers);
  }

  request(route: string, method: string, status: number): void {
    this.#requests.inc({ route, method, status: `${String(Math.floor(status / 100))}xx` });
  }

  look({ seconds, outcome }: LookFact): void {
    this.#looks.observe({ outcome }, seconds);
  }

  /** A job changes a last time when it ends; whoever tells twice is not counted twice. */
  jobChanged({ id, state }: Job): void {
    if (!finalJobStates.includes(state) || id === this.#lastEnded) return;
    this.#lastEnded = id;
    this.#ended.inc({ state });
  }

  text(): Promise<string> {
    this.#tellFigures();
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}

function observeProcess(registers: Registry[]): void {
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the manager',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the manager',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.set((user + system) / 1e6);
    },
  });
}

function observeServices({ lab }: ApiDeps, registers: Registry[]): void {
  new Gauge({
    name: 'labstead_services',
    help: 'Services by state, as last observed',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset();
      for (const { state } of lab.status().services) this.inc({ state });
    },
  });
}

function observeJobs({ store }: ApiDeps, registers: Registry[]): void {
  new Gauge({
    name: 'labstead_jobs',
    help: 'Jobs that wait or run',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'queued' }, 0);
      this.set({ state: 'running' }, 0);
      for (const { state } of store.journal.unfinished()) this.inc({ state });
    },
  });
}
