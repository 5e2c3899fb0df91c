import { expect } from 'chai';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { newJobRequest, outOfScope, verbs, type Scope, type Verb } from '../../src/contract/index.ts';
import { may } from '../../src/core/access/permissions.ts';
import { runLabctl } from '../../src/cli/run-labctl.ts';
import { httpsBefore, type HttpsBefore } from '../support/https-before.ts';
import { consoleOrigin, useApi } from '../support/use-api.ts';
import { quietTerminal } from '../support/quiet-terminal.ts';

/** What each verb can be asked of; reset is the development environment's own. */
const table: Record<Verb, Record<Scope, boolean>> = {
  apply: { lab: true, environment: false, service: false },
  install: { lab: true, environment: true, service: true },
  start: { lab: true, environment: true, service: true },
  stop: { lab: true, environment: true, service: true },
  restart: { lab: true, environment: true, service: true },
  enable: { lab: false, environment: true, service: false },
  disable: { lab: false, environment: true, service: false },
  uninstall: { lab: true, environment: true, service: true },
};
const examples: Record<Scope, string> = { lab: 'lab', environment: 'prod', service: 'prod-glab' };
const names = Object.keys(table) as Verb[];
const scopes = Object.keys(examples) as Scope[];

describe('verbs: every verb, on everything, by every door', () => {
  const bench = useApi();
  let door: HttpsBefore;
  before(async () => {
    door = await httpsBefore(() => bench.api.publicPort, new URL(consoleOrigin).host);
  });
  after(() => door.close());

  const labctl = async (token: string, ...argv: string[]) => {
    const terminal = quietTerminal();
    const status = await runLabctl(argv, {
      env: await door.environment(token),
      terminal,
      signal: new AbortController().signal,
      version: '0.0.0',
    });
    return { status, said: terminal.said.join('\n') };
  };

  it('the contract says of what each can be asked', () => {
    expect(Object.keys(verbs)).to.have.members(names);
    for (const name of names)
      for (const scope of scopes)
        expect((verbs[name].scopes as readonly Scope[]).includes(scope), `${name} a ${scope}`).to.equal(
          table[name][scope],
        );
  });

  it('labctl tells of the same work where it waits for it and where it ends it', () => {
    const options = program().commands.find((one) => one.name() === 'stop')?.options ?? [];
    for (const long of ['--wait', '--now'])
      expect(options.find((one) => one.long === long)?.description, long).to.contain(
        'running scenarios, cells and tests',
      );
  });

  for (const name of names) {
    it(`the API takes ${name}, and refuses who may not`, async () => {
      expect(newJobRequest.safeParse({ kind: name }).success).to.equal(true);
      for (const role of ['operator', 'admin', 'viewer'] as const) {
        const authorization = `Bearer ${await bench.token(role)}`;
        for (const scope of scopes) {
          const body = { kind: name, target: examples[scope], whenBusy: 'wait' };
          const reply = await bench.call('/api/v1/jobs', {
            method: 'POST',
            headers: { authorization },
            body,
          });
          const allowed = may(role, 'job:run') && may(role, verbs[name].access);
          expect(reply.status, `${name} a ${scope} as ${role}: ${reply.text}`).to.equal(
            allowed ? (table[name][scope] ? 202 : 400) : 403,
          );
        }
      }
    });

    it(`labctl has ${name}, explained as everywhere, and of what it can be asked`, () => {
      const command = program().commands.find((one) => one.name() === name);
      expect(command?.description()).to.contain(name === 'apply' ? 'lab file' : verbs[name].about);
      const [argument] = command?.registeredArguments ?? [];
      expect(argument?.name(), name).to.equal(table[name].lab ? 'target' : 'environment');
    });

    it(`labctl ${name} gets each target’s answer from the API, in its words`, async () => {
      const token = await bench.token('admin');
      for (const scope of scopes) {
        const target = examples[scope];
        const body = { kind: name, target, whenBusy: 'wait' };
        const headers = { authorization: `Bearer ${token}` };
        const api = await bench.call('/api/v1/jobs', { method: 'POST', headers, body });
        const ran = await labctl(
          token,
          name,
          target,
          '--detach',
          '--wait',
          ...(name === 'uninstall' ? ['--yes'] : []),
        );
        if (table[name][scope]) expect([ran.status, ran.said], `${name} ${target}`).to.deep.equal([0, '']);
        else {
          const { title, hint } = JSON.parse(api.text) as { title: string; hint: string };
          expect(title)
            .to.equal(outOfScope(name, scope, target))
            .and.match(/^“\w+” is for /);
          expect(ran.status, `${name} ${target}: ${ran.said}`).to.not.equal(0);
          expect(ran.said).to.contain(title).and.contain(hint);
        }
      }
    });
  }
});

function program(): Command {
  return createProgram({
    env: {},
    terminal: quietTerminal(),
    signal: new AbortController().signal,
    json: false,
    exit: () => undefined,
    version: '0.0.0',
  });
}
