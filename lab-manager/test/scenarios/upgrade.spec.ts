import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { HostClient } from '../support/host-client.ts';
import { until, type HostLab } from '../support/host-lab.ts';
import { landedState } from '../support/landed.ts';
import { makeLandedLab } from '../support/landed-lab.ts';

const run = promisify(execFile);

const ask = `
import os, pathlib, sys, pymysql
env = {name: os.environ["LABSTEAD_DATABASE_" + name] for name in ("HOST", "NAME", "USER", "PASSWORD_FILE")}
connection = pymysql.connect(host=env["HOST"], database=env["NAME"], user=env["USER"],
    password=pathlib.Path(env["PASSWORD_FILE"]).read_text(), autocommit=True)
with connection.cursor() as cursor:
    for sql in sys.argv[1:]:
        cursor.execute(sql)
    print(cursor.fetchall())
`;

/** A lab of version 0.1.0 runs, with people's data in it; then today's manager takes it over. */
describe('scenario: an upgrade from version 0.1.0', () => {
  let lab: HostLab;
  let owner: HostClient;

  const database = async (...sql: string[]): Promise<string> => {
    const python = ['/opt/labstead/venv/bin/python', '-c', ask, ...sql];
    return (await run('docker', ['exec', `${lab.labId}-prod-glab`, ...python])).stdout.trim();
  };

  before(async () => {
    lab = await makeLandedLab();
    await until('it runs as it did', () => lab.serves('prod-db', 'prod-glab'), 120_000);
    await database('CREATE TABLE kept (n INT)', 'INSERT INTO kept VALUES (42)');
    await writeFile(join(lab.home, 'environments/prod/data/kept'), 'a person’s own');
    lab.start();
  });
  after(() => lab.remove());

  it('must let people sign in with the password they had, and show them what was done before', async () => {
    owner = await HostClient.signIn(lab);
    const kinds = (await owner.jobs()).map(({ kind }) => kind);
    expect(kinds).to.include.members(['install', 'stop', 'restart']);
    expect((await owner.config()).version).to.equal(2);
  });

  it('must bring the lab to today’s form by itself, and end what was asked for before', async () => {
    await until(
      'nothing is left to do',
      async () => lab.unfinishedJobs() === 0 && (await owner.plan()).empty,
      180_000,
    );
    // The engine calls a service healthy seconds after its own check passed.
    await until('prod serves', () => lab.serves('prod-db', 'prod-glab'));
    const restart = (await owner.jobs()).find(({ kind }) => kind === 'restart');
    expect(restart?.state, restart?.outcome ?? '').to.equal('succeeded');
  });

  it('must keep prod’s data: its database and its files', async () => {
    expect(await database('SELECT n FROM kept')).to.equal('((42,),)');
    expect(await readFile(join(lab.home, 'environments/prod/data/kept'), 'utf8')).to.equal('a person’s own');
  });

  it('must leave stopped what a person stopped, until a person starts it', async () => {
    expect(await lab.serves('front')).to.equal(false);
    const { services } = await owner.status();
    expect(services.find(({ name }) => name === 'front')?.wanted).to.equal('stopped');
    expect((await owner.run('start', 'front')).state).to.equal('succeeded');
    await until('it serves', () => lab.serves('front'));
  });

  it('must leave nothing of before behind: no network, no container of an older form', async () => {
    const label = [`org.labstead.lab=${lab.labId}`];
    const networks = await lab.engine.list<{ Name: string }>('/networks', { label });
    const names = networks.map(({ Name }) => Name);
    for (const { name } of landedState(lab).networks) expect(names).to.not.include(name);
    expect((await lab.containers()).flatMap(({ Names }) => Names).sort()).to.deep.equal(
      ['front', 'prod-db', 'prod-glab'].map((service) => `/${lab.labId}-${service}`),
    );
  });
});
