import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { apiBase, routes, type RouteContract, type RouteName } from '../../contract/index.ts';
import { readText, send } from './http.ts';
import { problemOf } from './problem.ts';

type Contract<Name extends RouteName> = (typeof routes)[Name];
type Reply<Name extends RouteName> =
  Contract<Name> extends { reply: infer Schema extends z.ZodType } ? z.infer<Schema> : undefined;
type Body<Name extends RouteName> =
  Contract<Name> extends { body: infer Schema extends z.ZodType } ? z.input<Schema> : undefined;

export interface CallOptions<Name extends RouteName> {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: Body<Name>;
  signal?: AbortSignal;
}

export interface LabClientOptions {
  url: URL;
  agent: Agent;
  token: string | undefined;
}

/** The lab's API as labctl uses it: the same contract that the server implements. */
export class LabClient {
  readonly url: URL;
  readonly agent: Agent;
  readonly #token: string | undefined;

  constructor({ url, agent, token }: LabClientOptions) {
    this.url = url;
    this.agent = agent;
    this.#token = token;
  }

  async call<Name extends RouteName>(name: Name, options: CallOptions<Name> = {}): Promise<Reply<Name>> {
    const response = await this.stream(name, options);
    const text = await readText(response);
    return (text === '' ? undefined : JSON.parse(text)) as Reply<Name>;
  }

  /** The open response, its status checked: for logs and downloads. */
  async stream<Name extends RouteName>(
    name: Name,
    options: CallOptions<Name> = {},
  ): Promise<IncomingMessage> {
    const route: RouteContract = routes[name];
    const path = route.path.replace(/:(\w+)/g, (_, key: string) =>
      encodeURIComponent(options.params?.[key] ?? ''),
    );
    const url = withQuery(new URL(`${apiBase}${path}`, this.url), options.query);
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    return this.request(url, route.method, body, options.signal);
  }

  /** Any URL of the lab, also on an environment's host. */
  async request(
    url: URL,
    method: string,
    body?: string | Readable,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const response = await send(this.agent, {
      url,
      method,
      headers: this.#headers(method, typeof body === 'string'),
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    });
    if ((response.statusCode ?? 500) < 400) return response;
    throw problemOf(url.host, response.statusCode ?? 500, await readText(response));
  }

  authorization(): Record<string, string> {
    return this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
  }

  #headers(method: string, json: boolean): Record<string, string> {
    return {
      accept: 'application/json',
      'user-agent': 'labctl/1',
      ...this.authorization(),
      ...(json ? { 'content-type': 'application/json' } : {}),
      // A proxy on the way that repeats the request does not have it carried out twice.
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
    };
  }
}

function withQuery(url: URL, query: CallOptions<RouteName>['query'] = {}): URL {
  for (const [key, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(key, String(value));
  return url;
}
