import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { apiBase, dataLabHosts } from '../../contract/index.ts';
import { CliError } from '../cli-error.ts';
import { readText } from './http.ts';
import type { LabClient } from './lab-client.ts';

export const resource = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  media_type: z.string(),
  size: z.number(),
  sha256: z.string(),
  created_at: z.string(),
});
export type Resource = z.infer<typeof resource>;

export const scenario = z.object({
  id: z.string(),
  task: z.string(),
  title: z.string(),
  status: z.string(),
  progress: z.object({ fraction: z.number().nullable(), message: z.string() }),
  outputs: z.record(z.string(), z.string()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
});
export type Scenario = z.infer<typeof scenario>;

export const taskType = z.object({
  id: z.string(),
  brick: z.string(),
  title: z.string(),
  description: z.string(),
  inputs: z.array(z.object({ name: z.string(), title: z.string(), required: z.boolean() })),
  parameters: z.object({ properties: z.record(z.string(), z.unknown()).default({}) }).loose(),
});
export type TaskType = z.infer<typeof taskType>;

/** The data lab of one environment, on its own host, with the same token as the console. */
export class GlabClient {
  readonly #lab: LabClient;
  readonly #base: URL;

  private constructor(lab: LabClient, host: URL) {
    this.#lab = lab;
    this.#base = host;
  }

  /** Throws `environment.unknown` for an environment the lab does not have. */
  static async of(lab: LabClient, environment: string): Promise<GlabClient> {
    const { hosts } = await lab.call('getLab');
    const host = Object.entries(hosts).find(
      ([name]) => name === environment && dataLabHosts.includes(name),
    )?.[1];
    if (host !== undefined) return new GlabClient(lab, new URL(host));
    throw new CliError('environment.unknown', `This lab has no environment “${environment}”.`, {
      hint: `There is: ${dataLabHosts.filter((name) => Object.hasOwn(hosts, name)).join(', ')}.`,
    });
  }

  url(path: string): URL {
    return new URL(`${apiBase}${path}`, this.#base);
  }

  get lab(): LabClient {
    return this.#lab;
  }

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.#read(await this.#lab.request(this.url(path), 'GET'), schema);
  }

  async post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.#read(await this.#lab.request(this.url(path), 'POST', JSON.stringify(body)), schema);
  }

  async delete(path: string): Promise<void> {
    (await this.#lab.request(this.url(path), 'DELETE')).resume();
  }

  stream(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return this.#lab.request(this.url(path), 'GET', undefined, signal);
  }

  async #read<T>(response: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
    const parsed = schema.safeParse(JSON.parse(await readText(response)));
    if (parsed.success) return parsed.data;
    throw new CliError(
      'client.unreachable',
      'The data lab answered something this labctl does not understand.',
      {
        hint: 'Its version may be newer: compare labctl version.',
        cause: parsed.error,
      },
    );
  }
}

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable().default(null) });
