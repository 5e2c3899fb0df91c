import { spawn } from 'node:child_process';
import { testRun } from './reaper.ts';

/** Somewhere a connection is tried to. */
export interface Aim {
  address: string;
  port: number;
}

export interface Probed {
  /** Those of the aims where somebody answered. */
  reached: readonly Aim[];
  /** Of the container itself. */
  ipv6: readonly string[];
}

// Link-local addresses are tried on every interface: which one they are on is what isn't known. Only a connection that has
// somebody at its other end is one: "no route to host" that comes while the kernel is asked may be told on the next call.
const script = `
import json, re, socket, sys
from concurrent.futures import ThreadPoolExecutor

def interfaces():
    with open("/proc/net/dev") as lines:
        return [line.split(":")[0].strip() for line in lines if ":" in line and "lo:" not in line]

def own():
    try:
        rows = [line.split() for line in open("/proc/net/if_inet6")]
    except FileNotFoundError:
        return []
    return [":".join(re.findall("....", row[0])) for row in rows if row[5] != "lo"]

def connects(address, port):
    try:
        with socket.create_connection((address, port), timeout=4) as connection:
            connection.getpeername()
        return True
    except OSError:
        return False

def reached(aim):
    address, port = aim["address"], aim["port"]
    if address.startswith("fe80"):
        return any(connects(f"{address}%{name}", port) for name in interfaces())
    return connects(address, port)

aims = json.load(sys.stdin)
with ThreadPoolExecutor(64) as pool:
    answers = list(pool.map(reached, aims))
print(json.dumps({"reached": [aim for aim, answer in zip(aims, answers) if answer], "ipv6": own()}))
`;

/** Tries every aim from inside a container's own network namespace, as any program in that container could. */
export async function probeFrom(container: string, aims: readonly Aim[], image: string): Promise<Probed> {
  const argv = [
    ...['run', '--rm', '--interactive', '--label', `org.labstead.test-run=${testRun}`],
    ...['--network', `container:${container}`, '--cap-drop', 'ALL', '--entrypoint', 'python3'],
    ...[image, '-c', script],
  ];
  const child = spawn('docker', argv, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(aims));
  const [out, problems, code] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    new Promise((resolve) => child.on('exit', resolve)),
  ]);
  if (code !== 0) throw new Error(`the probe in ${container} failed:\n${problems.join('')}`);
  return JSON.parse(out.join('')) as Probed;
}
