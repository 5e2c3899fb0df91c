import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { browse } from '../support/browse.ts';
import { dataPath } from '../support/builders/an-export.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';
import { labFolders, testRun, testRunLabel } from '../support/reaper.ts';
import { restoreByHand } from '../support/restored-by-hand.ts';

const run = promisify(execFile);
const { version } = JSON.parse(
  await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as {
  version: string;
};

/** Everything that dumps are known to lose: bytes that are no text, text beyond the plain, triggers, views, dates of zero; what an account defined that somebody made by hand. */
const contents = `
CREATE TABLE labstead.samples (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(80), picture LONGBLOB, taken DATETIME);
CREATE TABLE labstead.log (said TEXT);
CREATE TRIGGER labstead.told AFTER INSERT ON labstead.samples FOR EACH ROW INSERT INTO labstead.log VALUES (NEW.name);
CREATE VIEW labstead.names AS SELECT name FROM labstead.samples;
CREATE USER 'reader'@'10.%' IDENTIFIED BY 'a password of a reader';
GRANT SELECT (name) ON labstead.samples TO 'reader'@'10.%';
CREATE DEFINER='reader'@'10.%' VIEW labstead.of_reader AS SELECT name FROM labstead.samples;
GRANT SELECT ON labstead.of_reader TO 'reader'@'10.%';
CREATE DEFINER='reader'@'10.%' VIEW labstead.of_both AS SELECT name FROM labstead.of_reader;
INSERT INTO labstead.samples (name, picture, taken)
  SELECT CONCAT('Probe № ', seq, ' – «ü» 🧪'), RANDOM_BYTES(700), FROM_UNIXTIME(1700000000 + seq) FROM labstead.seq_1_to_2000;
`;

/** The owner of a lab whose machine burnt, with what `labctl backup export` made and this page, and no Labstead. */
describe('scenario: an export restored by hand', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  const passphrase = 'correct horse battery staple';
  let lab: InstalledLab;
  let home: string;
  const containers: string[] = [];
  const at = (...parts: string[]) => join(home, ...parts);

  before(async () => {
    home = await mkdtemp(join(labFolders, 'labstead-by-hand-'));
    await mkdir(at('by-hand'));
    lab = await InstalledLab.install({ dev: false });
    const body = { ...owner, token: lab.setupToken };
    expect((await browse(lab, 'POST', '/api/v1/claim', { body })).status).to.equal(201);
    const password = await lab.write('password', owner.password);
    expect((await lab.labctl('login', '--email', owner.email, '--password-file', password)).status).to.equal(
      0,
    );
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
  });
  after(async () => {
    for (const container of containers) await run('docker', ['rm', '--force', '--volumes', container]);
    await (lab as InstalledLab | undefined)?.remove();
    await rm(home, { recursive: true, force: true });
  });

  it('must bring back every file and every row, with tar, zstd, sha256sum, openssl and a database client alone', async () => {
    const source = `${lab.labId}-prod-db`;
    await sql(source, contents);
    const data = join(lab.home, dataPath);
    await run('sh', ['-c', `seq 1 20000 | split -l 10 -a 4 - ${join(data, 'file-')}`]);

    const typed = await lab.write('passphrase', passphrase);
    const exported = await lab.labctl('backup', 'export', 'by-hand.labx.tar', '--passphrase-file', typed);
    expect(exported.status, exported.stderr).to.equal(0);
    await copyFile(join(lab.home, 'backups/exports/by-hand.labx.tar'), at('by-hand/lab.labx.tar'));

    const fresh = await server('fresh');
    await restoreByHand(at('by-hand'), passphrase, `exec docker exec -i ${fresh} mariadb "$@"`);

    expect(await checksums(fresh)).to.equal(await checksums(source));
    for (const view of ['names', 'of_both'])
      expect(await sql(fresh, `SELECT COUNT(*) FROM labstead.${view}`), view).to.equal('2000');
    expect(await sql(fresh, "SHOW CREATE USER 'reader'@'10.%'")).to.match(/'invalid'.* ACCOUNT LOCK/);
    await run('diff', ['-r', '--no-dereference', data, at('by-hand/restored/volumes/prod-data')]);
    const secret = 'secrets/prod-db/password';
    expect(await readFile(at('by-hand/restored/secrets', secret), 'utf8')).to.equal(
      await readFile(join(lab.home, 'state', secret), 'utf8'),
    );
    const accounts = new Database(at('by-hand/restored/secrets/lab.db'));
    expect(accounts.prepare('SELECT email FROM users').all()).to.deep.equal([{ email: owner.email }]);
    accounts.close();
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

  /** Of every row as it is read. */
  async function checksums(container: string): Promise<string> {
    const rows = await sql(
      container,
      'SELECT id, HEX(name), HEX(picture), taken FROM labstead.samples ORDER BY id; SELECT HEX(said) FROM labstead.log ORDER BY said;',
    );
    return createHash('sha256').update(rows).digest('hex');
  }
});
