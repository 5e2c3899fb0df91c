import { parse } from 'yaml';
import * as z from 'zod';
import { isHostname } from '../hostname.ts';
import { LabError, type ErrorDetail } from '../model/lab-error.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
const file = z.strictObject({
  http: z.strictObject({
    routers: z.record(
      name,
      z.strictObject({
        entryPoints: z.array(z.enum(['web', 'websecure'])).min(1),
        rule: z.string().min(1),
        priority: z.int().min(1).max(100_000),
        service: z.string(),
        middlewares: z.array(z.string()),
        tls: z.strictObject({}).optional(),
      }),
    ),
    services: z.record(
      name,
      z.strictObject({
        loadBalancer: z.strictObject({
          servers: z
            .array(z.strictObject({ url: z.string().regex(/^http:\/\/[a-z0-9-]+:[0-9]{1,5}$/) }))
            .min(1),
          passHostHeader: z.boolean(),
          responseForwarding: z.strictObject({ flushInterval: z.string() }),
        }),
      }),
    ),
    middlewares: z.record(name, z.record(z.string(), z.unknown())),
  }),
  tls: z.record(z.string(), z.unknown()),
});
type EdgeFile = z.infer<typeof file>;

/**
 * Everything wrong with the text of a dynamic file. One file the edge can't read makes it drop all of them at its next
 * start, so nothing is published unchecked.
 */
export function edgeFileProblems(text: string): readonly ErrorDetail[] {
  // The edge runs these files through a template engine before it parses them.
  if (text.includes('{{')) return [{ path: '', message: 'it contains "{{", which the edge would execute' }];
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return [
      { path: '', message: `it is not YAML: ${error instanceof Error ? error.message : String(error)}` },
    ];
  }
  const parsed = file.safeParse(value);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return Object.entries(parsed.data.http.routers).flatMap(([router, it]) =>
    routerProblems(parsed.data, it).map((message) => ({ path: `http.routers.${router}`, message })),
  );
}

export function assertPublishable(text: string): void {
  const details = edgeFileProblems(text);
  if (details.length > 0)
    throw new LabError('edge.invalid_routes', 'The routes are not fit to be published.', {
      details,
      hint: 'The edge keeps the routes it has; check the domain in the lab file.',
    });
}

function routerProblems({ http }: EdgeFile, router: EdgeFile['http']['routers'][string]): string[] {
  return [
    ...(router.service === 'noop@internal' || Object.hasOwn(http.services, router.service)
      ? []
      : [`there is no service ${router.service}`]),
    ...router.middlewares
      .filter((middleware) => !Object.hasOwn(http.middlewares, middleware))
      .map((middleware) => `there is no middleware ${middleware}`),
    ...ruleProblems(router.rule),
  ];
}

const host = /Host\(`([^`]*)`\)/g;
const path = /(PathPrefix\(`\/[\w./-]*`\)|\(Path\(`\/[\w./-]+`\) \|\| PathPrefix\(`\/[\w./-]*`\)\))/;
const oneHostAndPath = new RegExp(`^Host\\(\`[^\`]*\`\\) && ${path.source}$`);
const hostsOnly = /^Host\(`[^`]*`\)( \|\| Host\(`[^`]*`\))*$/;

/** Only rules of the shape we write, so that a backtick or an operator in a host or path can't widen one. */
function ruleProblems(text: string): string[] {
  if (!oneHostAndPath.test(text) && !hostsOnly.test(text))
    return [`the rule ${text} is not of the form the lab writes`];
  const hosts = [...text.matchAll(host)].map((match) => match[1] ?? '');
  return hosts.filter((it) => !isHostname(it)).map((it) => `"${it}" is not a host name`);
}
