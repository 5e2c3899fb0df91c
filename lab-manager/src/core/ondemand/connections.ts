const established = '01';
/** As arguments: no shell reads them. */
export const readTables: readonly string[] = ['cat', '/proc/net/tcp', '/proc/net/tcp6'];
/** A kernel without IPv6 has no such table. */
const noTcp6 = /^cat: \/proc\/net\/tcp6: No such file or directory\n?$/;

/** From what `readTables` answered; undefined where that can't be gone by. */
export function readConnections(
  port: number,
  answer: { exitCode: number; stdout: string; stderr: string },
): number | undefined {
  const read = answer.exitCode === 0 || noTcp6.test(answer.stderr);
  return read ? connectionsTo(port, answer.stdout) : undefined;
}

/**
 * Open connections to a port, in the kernel's tables of them (`/proc/net/tcp` and `tcp6`). Those of the container with
 * itself are its health check's.
 */
export function connectionsTo(port: number, tables: string): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return tables.split('\n').filter((line) => {
    const [, local = '', remote = '', state] = line.trim().split(/\s+/);
    const [here, there] = [local.split(':'), remote.split(':')];
    return state === established && here[1] === hex && here[0] !== there[0];
  }).length;
}
