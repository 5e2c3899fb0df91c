import { expect } from 'chai';
import { runLabctl } from '../../../src/cli/run-labctl.ts';
import { freePort } from '../../support/free-port.ts';
import { quietTerminal } from '../../support/quiet-terminal.ts';

describe('cli/run-labctl', () => {
  it('a wrong command line is told in words beside the data', async () => {
    const { status, out, said } = await ran('nonsense');
    expect({ status, out }).to.deep.equal({ status: 2, out: '' });
    expect(said).to.include("unknown command 'nonsense'");
    expect((await ran('data')).said).to.include('Usage: labctl data');
  });

  it('with --json a wrong command line is told as JSON among the data, wherever the option stands', async () => {
    const wrong = [
      ['--json', 'nonsense'],
      ['nonsense', '--json'],
      ['--json', 'status', '--nonsense'],
      ['status', '--nonsense', '--json'],
      ['--json', 'data', 'upload'],
      ['--json', 'status', 'more'],
      ['--json', 'completion', 'nonsense'],
      ['--json'],
      ['data', '--json'],
    ];
    for (const argv of wrong) expect(failed(await ran(...argv)), argv.join(' ')).to.include('client.usage');
  });

  it('JSON tells what is wrong in a sentence of its own, and what was meant', async () => {
    const { error } = JSON.parse((await ran('--json', 'statsu')).out) as { error: object };
    expect(error).to.include({ message: "unknown command 'statsu'", hint: '(Did you mean status?)' });
    expect((await ran('--json')).out)
      .to.include('A command is missing.')
      .and.to.include('labctl --help');
  });

  it('the variable asks for JSON as the option does', async () => {
    expect(failed(await ranWith({ LAB_JSON: '1' }, 'nonsense'))).to.equal('client.usage');
  });

  it('version tells its own where the lab can’t be asked', async () => {
    const free = `https://127.0.0.1:${await freePort()}`;
    const { status, out, said } = await ran('--url', free, 'version');
    expect({ status, out }).to.deep.equal({ status: 0, out: 'labctl       0.0.0' });
    expect(said).to.include(free);
    const json = JSON.parse((await ran('--json', '--url', free, 'version')).out) as object;
    expect(json)
      .to.include({ labctl: '0.0.0' })
      .and.to.have.nested.property('unknown.code', 'client.unreachable');
  });

  it('an empty name, or one that leads elsewhere, is told as such before the lab is asked', async () => {
    for (const argv of [
      ['job', 'show', ''],
      ['job', 'cancel', '..'],
      ['job', 'log', ''],
      ['biota', 'remove', ''],
      ['scenario', 'show', ''],
      ['scenario', 'log', '.'],
      ['data', 'remove', ''],
      ['data', 'upload', ''],
      ['config', 'restore', ''],
      ['brick', 'test', ''],
      ['logs', ''],
      ['stop', ''],
    ]) {
      const { status, out } = await ran('--json', ...argv);
      const { error } = JSON.parse(out) as { error: { message: string } };
      expect([status, error.message.replace(/^The argument .* of /, '')], argv.join(' ')).to.deep.equal([
        2,
        `labctl ${argv.slice(0, -1).join(' ')} ${argv.at(-1) === '' ? 'is empty' : `can’t be ${argv.at(-1)!}`}.`,
      ]);
    }
  });

  it('logs refuses a time it can’t read before it asks', async () => {
    expect(failed(await ran('--json', 'logs', 'front', '--since', 'yesterday'))).to.equal('client.usage');
  });

  it('help is help, with --json too', async () => {
    const { status, out } = await ran('--json', '--help');
    expect(status).to.equal(0);
    expect(out).to.include('Usage: labctl');
  });
});

interface Ran {
  status: number;
  out: string;
  said: string;
}

function ran(...argv: string[]): Promise<Ran> {
  return ranWith({}, ...argv);
}

async function ranWith(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<Ran> {
  const terminal = quietTerminal();
  const { signal } = new AbortController();
  const status = await runLabctl(argv, { env, terminal, signal, version: '0.0.0' });
  return { status, out: terminal.out.join('\n'), said: terminal.said.join('\n') };
}

/** The code of the failure, which is all that was written. */
function failed({ status, out, said }: Ran): string {
  expect({ status, said }).to.deep.equal({ status: 2, said: '' });
  const { error } = JSON.parse(out) as { error: { code: string; exitStatus: number } };
  expect(error.exitStatus).to.equal(status);
  return error.code;
}
