import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoctorReply } from '../../src/contract/lab.ts';
import type { JobReply, JobsReply } from '../../src/contract/jobs.ts';
import type { ConfigReply } from '../../src/contract/config.ts';
import type { Verb } from '../../src/contract/verbs.ts';
import type { PlanReply, StatusReply } from '../../src/contract/status.ts';
import type { HostLab } from './host-lab.ts';
import { until } from './host-lab.ts';
import { cookiesOf, httpCall, type CallOptions, type CallReply } from './http-call.ts';

const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
const origin = 'https://lab.localhost';

/** The owner of a lab without an edge, asking its manager directly. */
export class HostClient {
  readonly cookie: string;
  readonly #lab: HostLab;
  readonly #token: string;

  private constructor(lab: HostLab, cookie: string, token: string) {
    this.#lab = lab;
    this.cookie = cookie;
    this.#token = token;
  }

  /** Lays down a set-up token as the installer does, and claims the lab with it. */
  static async claim(lab: HostLab): Promise<HostClient> {
    const token = randomBytes(16).toString('hex');
    const hash = createHash('sha256').update(token).digest('hex');
    const file = { hash, expires_at: new Date(Date.now() + 3_600_000).toISOString() };
    await writeFile(join(lab.home, 'state/setup-token'), JSON.stringify(file));
    await until('the manager answers', async () => (await lab.ask('/livez')) !== undefined);
    const claimed = await send(lab, '/claim', { method: 'POST', body: { ...owner, token } });
    const cookie = `__Host-lab_session=${cookiesOf(claimed)['__Host-lab_session'] ?? ''}`;
    return new HostClient(lab, cookie, await HostClient.#login(lab));
  }

  /** The owner of a lab that was claimed before, with the same password. */
  static async signIn(lab: HostLab): Promise<HostClient> {
    await until('the manager answers', async () => (await lab.ask('/livez')) !== undefined);
    return new HostClient(lab, '', await HostClient.#login(lab));
  }

  static async #login(lab: HostLab): Promise<string> {
    const { email, password } = owner;
    const login = await send(lab, '/login', { method: 'POST', body: { email, password, tokenName: 'test' } });
    return parsed<{ token: string }>(login).token;
  }

  async get<T>(path: string): Promise<T> {
    return parsed<T>(await send(this.#lab, path, { headers: this.#bearer() }));
  }

  /** As the browser that claimed the lab. */
  withCookie(path: string): Promise<CallReply> {
    return send(this.#lab, path, { headers: { cookie: this.cookie } });
  }

  status = (): Promise<StatusReply> => this.get('/status');
  doctor = (): Promise<DoctorReply> => this.get('/doctor');
  plan = (): Promise<PlanReply> => this.get('/plan');
  config = (): Promise<ConfigReply> => this.get('/config');
  jobs = async (): Promise<JobsReply['items']> => (await this.get<JobsReply>('/jobs')).items;

  async problem(id: string): Promise<StatusReply['problems'][number] | undefined> {
    return (await this.status()).problems.find((problem) => problem.id === id);
  }

  /** Deletes reference data, and answers the job as it ended. */
  async removeReference(generation: string): Promise<JobReply> {
    const headers = this.#bearer();
    const asked = await send(this.#lab, `/reference/${generation}`, { method: 'DELETE', headers });
    return this.ended(parsed(asked));
  }

  /** Asks for a job and answers it as it ended. */
  async run(kind: Verb, target = 'lab'): Promise<JobReply> {
    return this.ended(await this.ask(kind, target));
  }

  /** Asks for a job and answers it as it begins; `more` goes into the request. */
  async ask(kind: Verb, target = 'lab', more: Record<string, unknown> = {}): Promise<JobReply> {
    const body = { kind, target, whenBusy: 'wait', ...more };
    return parsed(await send(this.#lab, '/jobs', { method: 'POST', headers: this.#bearer(), body }));
  }

  /** Any request of the API, whatever comes of it. */
  call(method: string, path: string, body?: unknown): Promise<CallReply> {
    const headers = this.#bearer();
    return send(this.#lab, path, { method, headers, ...(body === undefined ? {} : { body }) });
  }

  async ended({ id, kind, target }: JobReply): Promise<JobReply> {
    for (let waits = 0; waits < 5; waits += 1) {
      const job = await this.get<JobReply>(`/jobs/${id}?wait=60`);
      if (job.endedAt !== null) return job;
    }
    throw new Error(`job ${id} (${kind} ${target}) did not end within five minutes`);
  }

  #bearer(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }
}

function send(lab: HostLab, path: string, options: CallOptions): Promise<CallReply> {
  const headers = { host: 'lab.localhost', origin, 'sec-fetch-site': 'same-origin', ...options.headers };
  return httpCall(lab.publicPort, `/api/v1${path}`, { ...options, headers });
}

function parsed<T>(reply: CallReply): T {
  if (reply.status >= 400) throw new Error(`${reply.status}: ${reply.text}`);
  return JSON.parse(reply.text) as T;
}
