import type * as z from 'zod';
import type { RouteName, routes } from '../../contract/index.ts';
import type { Person, Principal } from '../access/principal.ts';
import type { StreamedFile } from '../http/send-file.ts';

type Route<K extends RouteName> = (typeof routes)[K];
type ParamNames<Path> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type Parsed<K extends RouteName, Part extends 'query' | 'body'> =
  Route<K> extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined;

/** Who asks: nobody in particular only where the table says `public`. */
type Caller<K extends RouteName> = Route<K>['access'] extends 'public'
  ? Principal | undefined
  : Route<K>['access'] extends 'signed-in'
    ? Person
    : Principal;

export interface Call<K extends RouteName> {
  params: Record<ParamNames<Route<K>['path']>, string>;
  query: Parsed<K, 'query'>;
  body: Parsed<K, 'body'>;
  caller: Caller<K>;
  asker: { ip: string; requestId: string; userAgent: string };
  ifMatch: string | undefined;
  /** Aborts when the client goes away or the manager stops. */
  signal: AbortSignal;
}

interface AnswerHeaders {
  location?: string;
  cookies?: readonly string[];
  etag?: string;
  contentType?: string;
  /** Who the audit row is about where the caller was nobody yet. */
  actor?: string;
  /** What the audit row is about; the path's parameter where this says nothing. */
  target?: string;
}

/** What a handler answers; the dispatcher does the rest. A reply is sent only as far as its schema knows it. */
export type Answer<K extends RouteName> = AnswerHeaders &
  (Route<K> extends { stream: 'application/octet-stream' }
    ? { file: StreamedFile }
    : Route<K> extends { stream: string }
      ? { lines: AsyncIterable<string> }
      : Route<K> extends { reply: infer Schema extends z.ZodType }
        ? { body: z.input<Schema> }
        : object);

export type Handler<K extends RouteName> = (call: Call<K>) => Answer<K> | Promise<Answer<K>>;

/** Complete or it doesn't compile. */
export type Handlers = { [K in RouteName]: Handler<K> };
