import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const page = join(import.meta.dirname, '../../docs/restore-by-hand.md');

/** What a reader of docs/restore-by-hand.md types, block after block. */
export async function pageCommands(): Promise<string[]> {
  const text = await readFile(page, 'utf8');
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
}

/**
 * Does exactly what the page says, in `folder`, which holds the export as `lab.labx.tar`: at a terminal, where the passphrase
 * is typed when it is asked for. `client`: the script that stands for what a reader's `mariadb` reaches. Answers all that was
 * shown; throws where a command failed.
 */
export async function restoreByHand(folder: string, passphrase: string, client: string): Promise<string> {
  const tools = join(folder, '.tools');
  await mkdir(tools);
  await writeFile(join(tools, 'mariadb'), `#!/bin/sh\n${client}\n`, { mode: 0o755 });
  await writeFile(join(tools, 'page.sh'), (await pageCommands()).join('\n'));
  const child = spawn(
    'script',
    ['--quiet', '--return', '--flush', '--command', `sh -eu ${join(tools, 'page.sh')}`, '/dev/null'],
    {
      cwd: folder,
      env: { ...process.env, PATH: `${tools}:${process.env['PATH'] ?? ''}` },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let shown = '';
  let typed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (typed || !/decryption password:/.test(shown)) return;
    typed = true;
    child.stdin.write(`${passphrase}\n`);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end();
  if (status !== 0) throw new Error(`what the page says failed with status ${status}:\n${shown}`);
  return shown;
}
