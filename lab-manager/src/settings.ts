import * as z from 'zod';

const port = z.coerce.number().int().min(1).max(65535);

/** What the environment tells the daemon; everything else is in the lab file. */
const environment = z.object({
  LABSTEAD_HOME: z.string().startsWith('/').default('/var/lib/labstead'),
  LABSTEAD_LAB_ID: z
    .string()
    .regex(/^[a-z][a-z0-9]{3,15}$/, 'a lab id is 4 to 16 of a-z and 0-9, starting with a letter'),
  LABSTEAD_VERSION: z.string().min(1),
  LABSTEAD_REGISTRY: z.string().default(''),
  LABSTEAD_HTTP_PORT: port.default(80),
  LABSTEAD_HTTPS_PORT: port.default(443),
  /**
   * Where the manager listens for the edge, and for probes and the edge's questions about sign-in. For tests: in a lab the
   * routes, the image's health check and the base compose file go by these very numbers.
   */
  LABSTEAD_PUBLIC_PORT: port.default(8080),
  LABSTEAD_PRIVATE_PORT: port.default(8081),
  LABSTEAD_LISTEN: z.string().default('0.0.0.0'),
  /** As Docker's own tools read it; only `unix://` is supported. */
  DOCKER_HOST: z
    .string()
    .regex(/^unix:\/\/\//, 'only unix:// sockets are supported')
    .default('unix:///var/run/docker.sock'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  /** What is rendered, copied, or read from when nothing else is configured. */
  LABSTEAD_TEMPLATES: z.string().startsWith('/').default('/opt/labstead/templates'),
  /** Kills the daemon at this point of a job: how tests prove that it converges afterwards. */
  LABSTEAD_FAIL_POINT: z.string().default(''),
});

export interface Settings {
  home: string;
  labId: string;
  version: string;
  registry: string | undefined;
  httpPort: number;
  httpsPort: number;
  publicPort: number;
  privatePort: number;
  /** Address of both ports. */
  listen: string;
  dockerSocket: string;
  templates: string;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  failPoint: string | undefined;
}

/** Reads the settings, or answers every variable that is wrong, a sentence each. */
export function readSettings(env: NodeJS.ProcessEnv): { ok: Settings } | { problems: string[] } {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    return { problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
  }
  const it = parsed.data;
  return {
    ok: {
      home: it.LABSTEAD_HOME,
      labId: it.LABSTEAD_LAB_ID,
      version: it.LABSTEAD_VERSION,
      registry: it.LABSTEAD_REGISTRY || undefined,
      httpPort: it.LABSTEAD_HTTP_PORT,
      httpsPort: it.LABSTEAD_HTTPS_PORT,
      publicPort: it.LABSTEAD_PUBLIC_PORT,
      privatePort: it.LABSTEAD_PRIVATE_PORT,
      listen: it.LABSTEAD_LISTEN,
      dockerSocket: it.DOCKER_HOST.replace('unix://', ''),
      templates: it.LABSTEAD_TEMPLATES,
      logLevel: it.LOG_LEVEL,
      failPoint: it.LABSTEAD_FAIL_POINT || undefined,
    },
  };
}
