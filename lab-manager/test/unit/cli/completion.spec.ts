import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { runLabctl } from '../../../src/cli/run-labctl.ts';
import { quietTerminal } from '../../support/quiet-terminal.ts';

const run = promisify(execFile);

async function script(shell: string): Promise<string> {
  const terminal = quietTerminal();
  const { signal } = new AbortController();
  await runLabctl(['completion', shell], { env: {}, terminal, signal, version: '0.0.0' });
  return terminal.out.join('\n');
}

/** What a real bash offers after these words, the last of which is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const complete = 'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _labctl; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout } = await run('bash', [
    '-c',
    `source /dev/stdin <<<"$0"; COMP_WORDS=(labctl "$@"); ${complete}`,
    await script('bash'),
    ...words,
  ]);
  return stdout.split('\n').filter(Boolean);
}

describe('cli/completion', () => {
  it('bash offers the commands that begin as typed', async () => {
    expect(await offered('st')).to.have.members(['status', 'start', 'stop']);
    expect(await offered('')).to.include.members(['apply', 'config', 'job', 'doctor', '--json', '--help']);
  });

  it('bash offers what a group of commands has, whatever options stand before it', async () => {
    expect(await offered('config', '')).to.include.members([
      'check',
      'show',
      'set',
      'diff',
      'history',
      'restore',
    ]);
    expect(await offered('--json', 'job', 'c')).to.deep.equal(['cancel']);
    expect(await offered('logs', '--f')).to.include('--follow');
    expect(await offered('backup', 're')).to.have.members(['restore', 'repair', 'repo']);
    expect(await offered('backup', 'repo', 'k')).to.deep.equal(['key']);
    expect(await offered('backup', 'repo', 'add', '--ssh')).to.deep.equal(['--ssh-key']);
  });

  it('bash offers nothing rather than something wrong after a word nobody knows', async () => {
    expect(await offered('config', 'nonsense', 'sh')).not.to.include('status');
  });

  it('zsh gets the same words through its own reading of bash’s', async () => {
    expect(await script('zsh')).to.match(/^#compdef labctl\nautoload -U \+X bashcompinit/);
    expect(await script('zsh')).to.include(await script('bash'));
  });

  it('fish gets a line for each word, under the commands it belongs to', async () => {
    const lines = (await script('fish')).split('\n');
    expect(lines).to.include("complete -c labctl -n '__fish_use_subcommand' -a apply");
    expect(lines).to.include(
      "complete -c labctl -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from set' -l json",
    );
  });
});
