import { LabError } from '../../core/model/lab-error.ts';

interface EngineReply {
  statusCode?: number;
  /** The parsed body: `{message}` on every engine this adapter supports. */
  json?: { message?: string } | null;
  code?: string;
  message?: string;
}

const reply = (error: unknown): EngineReply => (typeof error === 'object' && error !== null ? error : {});

export const statusOf = (error: unknown): number | undefined => reply(error).statusCode;

/** What the engine itself said, without dockerode's wrapping. */
export function engineMessage(error: unknown): string {
  const { json, message } = reply(error);
  const text = json?.message ?? message ?? String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTSOCK',
]);

/** The one place where errors of dockerode, of the socket and of the engine become ours. */
export function toLabError(error: unknown, doing: string): LabError {
  if (error instanceof LabError) return error;
  const { code } = reply(error);
  if (code !== undefined && unreachable.has(code)) {
    return new LabError('docker.unreachable', `Docker can't be reached: could not ${doing} (${code}).`, {
      hint: 'Start Docker (`systemctl start docker`). Where its socket is another one, run the installer again with LABSTEAD_DOCKER_SOCKET.',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new LabError(
      'docker.forbidden',
      `Docker's socket may not be used: could not ${doing} (${code}).`,
      {
        hint: 'Let the lab manager run as root, or as a member of the group that owns the socket.',
        cause: error,
      },
    );
  }
  if (code === 'ETIMEDOUT') return timedOut(doing, error);
  return fromEngine(error, doing);
}

export const notRunning = (container: string, doing: string): LabError =>
  new LabError('container.not_running', `The container ${container} does not run: could not ${doing}.`, {
    // A lab id has no dash.
    hint: `Start it: labctl start ${container.slice(container.indexOf('-') + 1)}.`,
  });

export const timedOut = (doing: string, cause?: unknown): LabError =>
  new LabError('docker.timeout', `Docker did not answer in time: could not ${doing}.`, {
    hint: 'See whether the engine hangs: `docker info`, `journalctl -u docker`.',
    cause,
  });

export const cancelled = (doing: string): LabError =>
  new LabError('job.cancelled', `Cancelled: ${doing} was given up.`);

/** What others said ends as it ends. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A plan is made from what is there: it makes what is missing, and leaves what is done. */
export const applyAgain = 'Apply the lab again (labctl apply): it goes by what is there then.';

function fromEngine(error: unknown, doing: string): LabError {
  const said = engineMessage(error);
  const failed = sentence(`Could not ${doing}: ${said}`);
  if (/no space left on device/i.test(said)) {
    return new LabError('disk.low', `The disk is full: could not ${doing}.`, {
      hint: 'Free space where Docker keeps its data (`docker system df`), then try again.',
      cause: error,
    });
  }
  if (/port is already allocated|address already in use|cannot assign requested address/i.test(said)) {
    return portTaken(said, doing, error);
  }
  if (/non-overlapping IPv4 address pool|address pools have been fully subnetted/i.test(said)) {
    return noNetworkLeft(doing, error);
  }
  if (/could not select device driver|unresolvable CDI devices/i.test(said)) {
    return new LabError('docker.failed', failed, {
      hint: "Install NVIDIA's driver and its container toolkit, and restart Docker; or take the gpu out of the lab file.",
      cause: error,
    });
  }
  if (statusOf(error) === 404) {
    return new LabError('docker.not_found', failed, { hint: applyAgain, cause: error });
  }
  return new LabError('docker.failed', failed, {
    hint: "See the engine's log: `journalctl -u docker`.",
    cause: error,
  });
}

/** Room for some 4,000 networks, where an engine has it for 31 by default. `containers/engine.sh` gives the same. */
export const addressPool = { base: '172.16.0.0/12', size: 24 } as const;

function noNetworkLeft(doing: string, cause: unknown): LabError {
  const { base, size } = addressPool;
  const pools = `"default-address-pools": [{ "base": "${base}", "size": ${size} }]`;
  return new LabError(
    'docker.no_network_left',
    `Docker has no addresses left for a network: could not ${doing}.`,
    {
      hint: `Give it more: put { ${pools} } into /etc/docker/daemon.json, beside what is there, then \`systemctl restart docker\` and apply the lab again. Or remove networks that nothing uses: \`docker network ls\`.`,
      cause,
    },
  );
}

function portTaken(said: string, doing: string, cause: unknown): LabError {
  const address = /(?:for|tcp4?|udp4?|bind host port for|listen (?:tcp4?|udp4?)) ((?:\d+\.){3}\d+:\d+)/.exec(
    said,
  )?.[1];
  const what = address === undefined ? 'A port' : address;
  return new LabError('docker.port_taken', `${what} can't be listened on: could not ${doing}.`, {
    hint:
      address === undefined
        ? 'See which process listens: `ss -ltnp`.'
        : `See which process listens: \`ss -ltnp 'sport = :${address.split(':')[1] ?? ''}'\`.`,
    cause,
  });
}
