import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const maxBuffer = 64 * 1024 ** 2;

const tables = `mariadb -BN -e "SELECT CONCAT('\\\`', table_schema, '\\\`.\\\`', table_name, '\\\`') FROM information_schema.tables
  WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema') ORDER BY 1" |
  while read -r table; do mariadb -BN -e "CHECKSUM TABLE $table EXTENDED"; done`;

/** Every file, folder and link below a folder: its owner, rights and time, and what is in it; a line each, in order. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const list = `cd "$1" && { find . ! -type f -printf '%y %m %U:%G %P %l\\n'; find . -type f -printf '%m %U:%G %T@ ' -exec sha256sum {} \\; ; } | LC_ALL=C sort`;
  return (await run('sh', ['-c', list, 'sh', folder], { maxBuffer })).stdout.trimEnd().split('\n');
}

/** Of every table in a database's container the checksum over all of its rows, a line each. */
export async function rowsIn(container: string): Promise<readonly string[]> {
  return (await run('docker', ['exec', container, 'sh', '-c', tables], { maxBuffer })).stdout
    .trimEnd()
    .split('\n');
}

/** What a client prints that is the database's own. */
export async function sql(container: string, text: string): Promise<string> {
  const argv = ['exec', container, 'mariadb', '--batch', '--skip-column-names', '--execute', text];
  return (await run('docker', argv, { maxBuffer })).stdout.trim();
}
