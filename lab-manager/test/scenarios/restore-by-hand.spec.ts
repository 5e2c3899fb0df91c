import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createLabExports } from '../../src/adapters/export/lab-exports.ts';
import { aSnapshotManifest, dataPath } from '../support/builders/an-export.ts';
import { until } from '../support/host-lab.ts';
import { labFolders, testRun, testRunLabel } from '../support/reaper.ts';
import { realClock } from '../support/real-clock.ts';
import { restoreByHand } from '../support/restored-by-hand.ts';

const run = promisify(execFile);
const { version } = JSON.parse(
  await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as {
  version: string;
};

/** Everything that dumps are known to lose: bytes that are no text, text beyond the plain, triggers, views, dates of zero. */
const contents = `
CREATE TABLE labstead.samples (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(80), picture LONGBLOB, taken DATETIME);
CREATE TABLE labstead.log (said TEXT);
CREATE TRIGGER labstead.told AFTER INSERT ON labstead.samples FOR EACH ROW INSERT INTO labstead.log VALUES (NEW.name);
CREATE VIEW labstead.names AS SELECT name FROM labstead.samples;
INSERT INTO labstead.samples (name, picture, taken)
  SELECT CONCAT('Probe № ', seq, ' – «ü» 🧪'), RANDOM_BYTES(700), FROM_UNIXTIME(1700000000 + seq) FROM seq_1_to_2000;
`;

/** The owner of a lab whose machine burnt, with an export and this page, and no Labstead. */
describe('scenario: an export restored by hand', () => {
  let home: string;
  const containers: string[] = [];
  const at = (...parts: string[]) => join(home, ...parts);

  before(async () => {
    home = await mkdtemp(join(labFolders, 'labstead-by-hand-'));
    await mkdir(at('by-hand'));
  });
  after(async () => {
    for (const container of containers) await run('docker', ['rm', '--force', '--volumes', container]);
    await rm(home, { recursive: true, force: true });
  });

  it('must bring back every file and every row, with tar, zstd, sha256sum, openssl and a database client alone', async () => {
    const source = await server('source');
    await sql(source, contents);
    await dumpInto(source, at('prod-db.sql'));
    for (const folder of [dataPath, 'environments/prod/bricks', 'state/secrets'])
      await mkdir(at(folder), { recursive: true });
    await run('sh', ['-c', `seq 1 20000 | split -l 10 -a 4 - ${at(dataPath, 'file-')}`]);
    await writeFile(at('state/secrets/password'), 'secret');
    const { size } = await stat(at('prod-db.sql'));
    const folders = [dataPath, 'environments/prod/bricks'].map((path) => {
      return { environment: 'prod' as const, words: path, path, files: 2000, bytes: 200_000 };
    });
    const digest = { bytes: size, sha256: '0'.repeat(64), tables: [] };
    const database = {
      service: 'prod-db',
      environment: 'prod' as const,
      file: 'db/prod-db.sql',
      serverVersion: '10.11',
      digest,
    };
    await createLabExports({ clock: realClock }).write(
      {
        target: at('by-hand/lab.labx.tar'),
        snapshot: aSnapshotManifest({ folders, databases: [database] }),
        images: [],
        labFile: 'name: My lab\n',
        databases: [{ service: 'prod-db', file: at('prod-db.sql') }],
        base: home,
        secrets: { passphrase: 'correct horse', members: [at('state/secrets')] },
      },
      () => undefined,
    );

    const fresh = await server('fresh');
    await restoreByHand(at('by-hand'), 'correct horse', `exec docker exec -i ${fresh} mariadb "$@"`);

    expect(await checksums(fresh)).to.equal(await checksums(source));
    expect(await sql(fresh, 'SELECT COUNT(*) FROM labstead.names')).to.equal('2000');
    await run('diff', ['-r', '--no-dereference', at(dataPath), at('by-hand/restored/volumes/prod-data')]);
    expect(await readFile(at('by-hand/restored/secrets/secrets/password'), 'utf8')).to.equal('secret');
  });

  /** The product's own image, as somebody's server. Answers its name. */
  async function server(name: string): Promise<string> {
    const container = `byhand-${testRun.replaceAll('.', '-')}-${name}`;
    for (const folder of ['db', 'secrets']) await mkdir(at(name, folder), { recursive: true });
    await writeFile(at(name, 'secrets/password'), 'whatever', { mode: 0o400 });
    for (const path of ['.', 'db', 'secrets', 'secrets/password']) await chown(at(name, path), 10002, 10002);
    containers.push(container);
    const mounts = ['--tmpfs', '/run/mysqld:rw,noexec,nosuid,nodev,size=16m,uid=10002,gid=10002'];
    mounts.push(
      '--volume',
      `${at(name, 'db')}:/var/lib/mysql`,
      '--volume',
      `${at(name, 'secrets')}:/run/secrets:ro`,
    );
    const settings = ['DATABASE=labstead', 'USER=labstead', 'PASSWORD_FILE=/run/secrets/password'];
    await run('docker', [
      ...[
        'run',
        '--detach',
        '--name',
        container,
        '--label',
        `${testRunLabel}=${testRun}`,
        '--network',
        'none',
      ],
      ...mounts,
      ...settings.flatMap((setting) => ['--env', `MARIADB_${setting}`]),
      `labstead/database:${version}`,
    ]);
    await until(
      `${name} answers`,
      () =>
        sql(container, 'SELECT 1').then(
          () => true,
          () => false,
        ),
      60_000,
    );
    return container;
  }

  async function sql(container: string, text: string): Promise<string> {
    const { stdout } = await run(
      'docker',
      ['exec', container, 'mariadb', '--batch', '--skip-column-names', '--execute', text],
      {
        maxBuffer: 64 * 1024 ** 2,
      },
    );
    return stdout.trim();
  }

  /** As the lab does it; its standard input stays open for as long as it writes. */
  async function dumpInto(container: string, file: string): Promise<void> {
    const child = spawn('docker', ['exec', '-i', container, 'labstead-database', 'dump'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await pipeline(child.stdout, createWriteStream(file));
    child.stdin.end();
    expect(await readFile(file, 'utf8')).to.match(/-- Dump completed\n$/);
  }

  /** Of every row as it is read. */
  async function checksums(container: string): Promise<string> {
    const rows = await sql(
      container,
      'SELECT id, HEX(name), HEX(picture), taken FROM labstead.samples ORDER BY id; SELECT HEX(said) FROM labstead.log ORDER BY said;',
    );
    return createHash('sha256').update(rows).digest('hex');
  }
});
