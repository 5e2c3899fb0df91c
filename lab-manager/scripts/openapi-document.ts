import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { z } from 'zod';
import { apiBase, problemReply, routes, type RouteContract } from '../src/contract/index.ts';

/** The whole contract as an OpenAPI 3.1 document, ready to be committed. */
export async function openApiText(): Promise<string> {
  const root: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const { version } = z.object({ version: z.string() }).parse(root);
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Labstead',
      version,
      description:
        'The lab manager’s API. Errors are RFC 9457 problems with a stable `code` and a `hint`. ' +
        'Mutations take an `Idempotency-Key`; long work answers 202 with a job to follow.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: apiBase }],
    paths: paths(),
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-lab_session' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'lab_pat_<id>_<secret>' },
      },
    },
  });
  return format(JSON.stringify(document), { parser: 'json', printWidth: 110 });
}

function paths(): ZodOpenApiPathsObject {
  const all: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries(routes) as [string, RouteContract][]) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    all[path] = { ...all[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return all;
}

function operation(name: string, route: RouteContract): ZodOpenApiOperationObject {
  const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => parameter);
  return {
    operationId: name,
    summary: route.summary,
    'x-access': route.access,
    security: route.access === 'public' ? [] : [{ session: [] }, { token: [] }],
    requestParams: {
      ...(parameters.length === 0
        ? {}
        : { path: z.object(Object.fromEntries(parameters.map((parameter) => [parameter, z.string()]))) }),
      ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
      ...(takesKey(route) ? { header: z.object({ 'Idempotency-Key': z.string().max(128).optional() }) } : {}),
    },
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [String(route.status) as '200']: success(route),
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: problemReply } },
      },
    },
  };
}

function takesKey({ method, secretReply, readOnly, access }: RouteContract): boolean {
  return method !== 'GET' && secretReply !== true && readOnly !== true && access !== 'public';
}

function success({ reply, stream, status }: RouteContract): ZodOpenApiResponseObject {
  const response: ZodOpenApiResponseObject = {
    description: stream === undefined ? 'Done' : (streamed[stream] ?? 'As it comes'),
  };
  if (status === 202)
    response.headers = { Location: { schema: { type: 'string' }, description: 'The job to follow' } };
  if (reply !== undefined) response.content = { 'application/json': { schema: reply } };
  if (stream !== undefined)
    response.content = {
      [stream]: {
        schema: { type: 'string', ...(stream === 'application/octet-stream' && { format: 'binary' }) },
      },
    };
  return response;
}

const streamed: Readonly<Record<string, string>> = {
  'text/plain': 'Lines as they come',
  'application/octet-stream': 'The bytes of a file',
};
