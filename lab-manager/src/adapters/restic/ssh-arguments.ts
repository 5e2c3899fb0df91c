export interface SshFiles {
  keyFile: string;
  knownHostsFile: string;
}

/**
 * What ssh is told besides user, host and port: these keys and these known hosts and none of the machine's, nothing asked
 * of anybody, and a host that isn't known as it is refused. What it has to say goes to the file `log`. One string, as restic's option `sftp.args` takes it. Of several
 * repositories that one process uses, ssh tries each key and believes each file.
 */
export function sshArguments(files: readonly SshFiles[], log: string): string {
  const options = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    `UserKnownHostsFile=${files.map((it) => inOption(it.knownHostsFile)).join(' ')}`,
    'GlobalKnownHostsFile=/dev/null',
    'ConnectTimeout=30',
    'ServerAliveInterval=30',
    'ServerAliveCountMax=4',
    ...files.map((it) => `IdentityFile=${inOption(it.keyFile)}`),
  ];
  // restic takes the string apart as a shell would, without being one.
  return ['-F', 'none', '-E', quoted(log), ...options.flatMap((option) => ['-o', `'${option}'`])].join(' ');
}

/** As ssh reads a path in an option: a percent sign begins a token there. */
const inOption = (path: string): string => quoted(path).replaceAll('%', '%%');

function quoted(path: string): string {
  if (/["'\\\n]/.test(path)) throw new Error(`ssh can't be told of ${JSON.stringify(path)}`);
  return `"${path}"`;
}
