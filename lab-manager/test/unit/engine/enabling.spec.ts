import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { eventually } from '../../support/eventually.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

describe('engine: environments that are enabled and disabled', function () {
  this.timeout(30_000);
  const bench = useRunningLab();
  const labFile = (environments: string) => `name: Lab\nenvironments: ${environments}\n`;

  const ask = (kind: 'enable' | 'disable' | 'restart', target: string): Promise<Job> =>
    bench.askAndWait(kind, { target });
  const newestJob = (): Job => bench.store().journal.list({ limit: 1, before: undefined })[0]!;
  const versions = () => bench.store().labFiles.latest()?.version;

  it('disabling what is disabled, and enabling what is enabled, does nothing and says so', async () => {
    await bench.start(labFile('{ dev: { enabled: false } }'));
    for (const [kind, target] of [
      ['disable', 'dev'],
      ['enable', 'prod'],
    ] as const) {
      const { state, outcome, error } = await ask(kind, target);
      expect([state, outcome], `${kind} ${target}: ${error?.message ?? ''}`).to.deep.equal([
        'succeeded',
        `Nothing to do: the lab is as wished.${kind === 'disable' ? ' The data of dev is kept.' : ''}`,
      ]);
    }
    expect(versions()).to.equal(1);
  });

  it('a service of a disabled environment is refused for that, not for being unknown', async () => {
    await bench.start(labFile('{ dev: { enabled: false } }'));
    for (const target of ['dev', 'dev-glab']) {
      const error = await ask('restart', target).catch((reason: unknown) => reason);
      expect(String(error), target).to.contain('dev is disabled in the lab file.');
    }
    const unknown = await ask('restart', 'developer').catch((reason: unknown) => reason);
    expect(String(unknown)).to.contain('There is nothing called “developer”');
  });

  it('a comment that somebody wrote and nobody applied stands in nobody’s way; another change does', async () => {
    await bench.start(labFile('{ dev: { enabled: false } }'));
    const newest = async (text: string, version: number) => {
      await writeFile(bench.root.at('lab.yaml'), text);
      await eventually(() => bench.running.lab.labFile().version.version === version, 5000);
    };
    await newest(`# ours\n${labFile('{ dev: { enabled: false } }')}`, 2);
    expect(await ask('disable', 'prod')).to.deep.include({ state: 'succeeded' });
    await newest(`# ours\n${labFile('{ prod: { enabled: false, internet: true } }')}`, 4);
    const refused = await ask('enable', 'prod');
    expect([refused.state, refused.error?.code]).to.deep.equal(['failed', 'labfile.conflict']);
  });

  it('a restart ends once what it stopped runs anew', async () => {
    await bench.start(labFile('{ dev: { enabled: false } }'));
    expect((await ask('restart', 'prod')).state).to.equal('succeeded');
  });

  it('a cancelled enable puts the environment back as it was, and blames nothing', async () => {
    let reached: (name: string) => void = () => undefined;
    await bench.start(`${labFile('{ dev: { enabled: false } }')}codelab: { enabled: false }\n`, {
      failPoints: { reach: (name: string) => reached(name) },
    });
    reached = (name) => {
      if (name === 'createContainer:dev-db.before') bench.running.runner.cancel(newestJob().id);
    };
    const { id, state, error } = await ask('enable', 'dev');
    expect(state, error?.message).to.equal('cancelled');
    const log = bench
      .store()
      .journal.log(id, 0, 99)
      .map(({ line }) => line);
    expect(log.filter((line) => line.includes('failed'))).to.deep.equal([]);
    expect(bench.running.lab.heldTo().parsed.environments.dev.enabled).to.equal(false);
  });
});
