import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { ReferenceReply } from '../../src/contract/reference.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until, type Listed } from '../support/host-lab.ts';
import { LyingServer } from '../support/lying-server.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');
const data = await readFile(join(repository, 'templates/biota/ncbi-organisms.sql'));
const sha256 = createHash('sha256').update(data).digest('hex');

/** Asks as a task does: with what the environment's own glab was given. */
const asTask = `
import os, pathlib, sys, pymysql
env = {name: os.environ["LABSTEAD_BIOTA_" + name] for name in ("HOST", "NAME", "USER", "PASSWORD_FILE")}
connection = pymysql.connect(host=env["HOST"], database=env["NAME"], user=env["USER"],
    password=pathlib.Path(env["PASSWORD_FILE"]).read_text(), connect_timeout=5)
with connection.cursor() as cursor:
    try:
        cursor.execute(sys.argv[1])
        print(cursor.fetchall())
    except pymysql.MySQLError as error:
        print("refused", error.args[0])
`;

describe('scenario: the reference database', function () {
  this.timeout(240_000);
  let lab: HostLab;
  let owner: HostClient;
  let server: LyingServer;

  before(async () => {
    server = await LyingServer.start(data);
    lab = await HostLab.create(labFile('1', sha256));
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(async () => {
    await lab.remove();
    await server.stop();
  });

  const reference = (): Promise<ReferenceReply> => owner.get('/reference');
  const bricks = () => join(lab.home, 'environments/prod/bricks');
  const biotaDb = async (): Promise<Listed | undefined> => lab.container('biota-db');

  function labFile(version: string, checksum: string, size = `${data.length} B`): string {
    return `name: Test lab
domain: lab.localhost
biota:
  set:
    name: organisms
    version: '${version}'
    url: ${server.url}
    size: ${size}
    builtSize: 64 MiB
    sha256: ${checksum}
    licence: public domain
    origin: NCBI
`;
  }

  async function accept(text: string): Promise<void> {
    const { version } = await owner.config();
    await lab.editLabFile(text);
    await until('it is accepted', async () => (await owner.config()).version > version);
  }

  async function ask(container: string, sql: string): Promise<string> {
    const name = `${lab.labId}-${container}`;
    const python = ['/opt/labstead/venv/bin/python', '-c', asTask, sql];
    return (await run('docker', ['exec', name, ...python])).stdout.trim();
  }

  it('must not exist before a brick asks for it', async () => {
    expect(await biotaDb()).to.equal(undefined);
    expect((await reference()).wanted).to.equal(null);
    expect(server.asked).to.deep.equal([]);
  });

  it('must be offered, and not fetched, once a brick asks for it', async () => {
    await mkdir(bricks(), { recursive: true });
    await cp(join(repository, 'bricks/labstead_reference'), join(bricks(), 'labstead_reference'), {
      recursive: true,
    });
    await until('the problem is told', async () => (await owner.problem('reference-missing')) !== undefined);
    const { message, hint } = (await owner.problem('reference-missing'))!;
    expect(message).to.include('Bricks in prod need the reference database');
    expect(hint).to.match(/labctl apply fetches it \(322\.2 KiB\)/);
    expect(server.asked).to.deep.equal([]);
    const sentences = (await owner.plan()).steps.map(({ sentence }) => sentence);
    expect(sentences.some((it) => it.startsWith('fetch the reference data organisms 1 (322.2 KiB'))).to.equal(
      true,
    );
  });

  it('must be fetched by an apply over a connection that is cut half-way, and then served', async () => {
    const glab = await lab.container('prod-glab');
    Object.assign(server.lies, { cutAfter: Math.floor(data.length / 2), cuts: 1 });
    const { state, outcome, steps } = await owner.run('apply');
    expect(state, outcome ?? '').to.equal('succeeded');
    expect(server.asked).to.deep.equal(['whole', `bytes=${Math.floor(data.length / 2)}-`]);
    expect(steps.find(({ name }) => name.startsWith('fetchReference'))?.detail).to.equal(
      '322.2 KiB of 322.2 KiB',
    );
    await until('it is healthy', () => lab.serves('biota-db'));
    expect((await reference()).generations).to.have.length(1);
    // Nobody's work was interrupted for it.
    expect((await lab.container('prod-glab'))?.Id).to.equal(glab?.Id);
    await until('the download is gone', async () => !(await exists('cache/biota', `${sha256}.sql`)));
  });

  it('must answer a task of the environment, and refuse whatever would change it', async () => {
    expect(await ask('prod-glab', "SELECT genetic_code FROM organism WHERE name = 'Homo sapiens'")).to.equal(
      '((1,),)',
    );
    const changes = [
      "INSERT INTO genetic_code VALUES (99, 'mine')",
      'DELETE FROM organism',
      'CREATE TABLE mine (n INT)',
      'DROP TABLE codon',
      "CREATE USER me IDENTIFIED BY 'x'",
      'SELECT authentication_string FROM mysql.user',
      "SELECT load_file('/run/secrets/prod-password')",
    ];
    for (const sql of changes) expect(await ask('prod-glab', sql), sql).to.match(/^refused|^\(\(None,\),\)$/);
  });

  it('must be mounted read-only, without a way out, and without a way from one environment to another', async () => {
    const { HostConfig, Mounts, NetworkSettings } = await lab.engine.get<{
      HostConfig: { ReadonlyRootfs: boolean };
      Mounts: { Destination: string; RW: boolean }[];
      NetworkSettings: { Networks: Record<string, unknown> };
    }>(`/containers/${lab.labId}-biota-db/json`);
    expect(HostConfig.ReadonlyRootfs).to.equal(true);
    expect(Mounts.find(({ Destination }) => Destination === '/var/lib/mysql')?.RW).to.equal(false);
    expect(Object.keys(NetworkSettings.Networks)).to.deep.equal([`${lab.labId}-biota-prod`]);
    const { Internal } = await lab.engine.get<{ Internal: boolean }>(`/networks/${lab.labId}-biota-prod`);
    expect(Internal).to.equal(true);
  });

  it('must go on serving what it has when what is sent next is not what was asked for', async () => {
    const before = await biotaDb();
    await accept(labFile('2', 'ab'.repeat(32)));
    // Cut half-way as well: what is wrong is told of the whole, not of its second half.
    const half = Math.floor(data.length / 2);
    Object.assign(server.lies, { cutAfter: half, cuts: 1 });
    const asked = server.asked.length;
    const { state, error } = await owner.run('apply');
    expect(state).to.equal('failed');
    expect(server.asked.slice(asked)).to.deep.equal(['whole', `bytes=${half}-`]);
    expect(await exists('cache/biota', `${'ab'.repeat(32)}.sql`), 'nothing wrong is kept').to.equal(false);
    expect(error?.code).to.equal('reference.wrong_checksum');
    expect(error?.message).to.include(sha256).and.to.include('ab'.repeat(32));
    expect((await biotaDb())?.Id).to.equal(before?.Id);
    expect(await ask('prod-glab', 'SELECT count(*) FROM codon')).to.equal('((1600,),)');
    expect((await owner.problem('reference-missing'))?.message).to.include(
      'the data of before goes on being served',
    );
  });

  it('must refuse what does not fit on the disk before anything is begun, with numbers', async () => {
    const before = server.asked.length;
    await accept(labFile('3', 'cd'.repeat(32), '50 TiB'));
    const { state, error, steps } = await owner.run('apply');
    expect(state).to.equal('failed');
    expect(error?.code).to.equal('disk.low');
    expect(error?.message).to.match(/needs 50 TiB free where .* lies .*; [\d.]+ [GT]iB are/);
    expect(steps.some(({ name }) => name.startsWith('fetchReference'))).to.equal(false);
    expect(server.asked).to.have.length(before);
    await until('it is healthy', () => lab.serves('biota-db'));
  });

  it('must replace the data beside the old, and keep the old until a person deletes it', async () => {
    const [old] = (await reference()).generations;
    await accept(labFile('4', sha256));
    const { state, outcome } = await owner.run('apply');
    expect(state, outcome ?? '').to.equal('succeeded');
    await until('it is healthy', () => lab.serves('biota-db'));
    const { generations } = await reference();
    expect(generations.map(({ id, wanted }) => [id.slice(0, 11), wanted])).to.deep.equal([
      ['organisms-1', false],
      ['organisms-4', true],
    ]);
    const offered = await owner.problem('reference-unused');
    expect(offered?.message).to.match(/organisms 1 \([\d.]+ MiB on the disk\) is used by no brick any more/);
    expect(offered?.hint).to.include(`labctl biota remove ${old?.id ?? ''}`);
    expect((await owner.removeReference(old?.id ?? '')).state).to.equal('succeeded');
    expect(await exists('shared/biota', old?.id ?? '')).to.equal(false);
    expect((await reference()).generations).to.have.length(1);
  });

  it('must refuse to delete what is served', async () => {
    const { wanted } = await reference();
    const refusal = await owner
      .removeReference(wanted?.generation ?? '')
      .catch((error: Error) => error.message);
    expect(refusal).to.include('reference.in_use');
    await until('it is healthy', () => lab.serves('biota-db'));
  });

  it('must go with its last brick, its data kept and offered for deletion', async () => {
    const { wanted } = await reference();
    await rm(join(bricks(), 'labstead_reference'), { recursive: true });
    await until('the container is gone', async () => (await biotaDb()) === undefined);
    expect(await exists('shared/biota', wanted?.generation ?? '')).to.equal(true);
    await until('it is offered', async () => (await owner.problem('reference-unused')) !== undefined);
    expect(await ask('prod-glab', 'SELECT 1').catch((error: Error) => error.message)).to.include(
      "Can't connect",
    );
    expect((await owner.removeReference(wanted?.generation ?? '')).state).to.equal('succeeded');
    await until('it is offered no more', async () => (await owner.problem('reference-unused')) === undefined);
  });

  async function exists(...parts: string[]): Promise<boolean> {
    return stat(join(lab.home, ...parts)).then(
      () => true,
      () => false,
    );
  }
});
