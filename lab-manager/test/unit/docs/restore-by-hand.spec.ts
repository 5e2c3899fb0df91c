import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLabExports } from '../../../src/adapters/export/lab-exports.ts';
import { aSnapshotManifest, dataPath } from '../../support/builders/an-export.ts';
import { realClock } from '../../support/real-clock.ts';
import { pageCommands, restoreByHand } from '../../support/restored-by-hand.ts';

const dump = 'CREATE TABLE t (a INT);\n-- Dump completed\n';

/** Without a database: what the page's client is given is what was written out. test/scenarios has it read by a real one. */
describe('docs/restore-by-hand.md', () => {
  let home: string;
  const at = (...parts: string[]) => join(home, ...parts);
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-by-hand-'));
    for (const folder of [dataPath, 'environments/prod/bricks/sample', 'state/secrets', 'by-hand'])
      await mkdir(at(folder), { recursive: true });
    await writeFile(at(dataPath, 'a.txt'), 'hello');
    await symlink('/usr/bin/python3', at(dataPath, 'with space'));
    await writeFile(at('environments/prod/bricks/sample/settings.json'), '{}');
    await writeFile(at('state/secrets/password'), 'secret');
    await writeFile(at('prod-db.sql'), dump);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const folders = [dataPath, 'environments/prod/bricks'].map((path) => {
    return { environment: 'prod' as const, words: 'x', path, files: 1, bytes: 1 };
  });
  const write = (partBytes?: number) =>
    createLabExports({ clock: realClock, ...(partBytes === undefined ? {} : { partBytes }) }).write(
      {
        target: at('by-hand/lab.labx.tar'),
        snapshot: aSnapshotManifest({ folders }),
        images: [],
        labFile: 'name: My lab\n',
        databases: [{ service: 'prod-db', file: at('prod-db.sql') }],
        base: home,
        secrets: { passphrase: 'correct horse', members: [at('state/secrets')] },
      },
      () => undefined,
    );

  it('has commands for all of an export', async () => {
    expect(await pageCommands()).to.have.length.of.at.least(5);
  });

  for (const [what, partBytes] of [
    ['whole', undefined],
    ['in parts', 100],
  ] as const)
    it(`its commands bring back all that was exported, ${what}`, async () => {
      await write(partBytes);
      const shown = await restoreByHand(at('by-hand'), 'correct horse', `cat >"${at('loaded.sql')}"`);
      expect(shown).to.match(/^SHA256SUMS|manifest\.json: OK/m);
      const restored = (...parts: string[]) => at('by-hand/restored', ...parts);
      expect(await readFile(restored('volumes/prod-data/a.txt'), 'utf8')).to.equal('hello');
      expect(await readlink(restored('volumes/prod-data/with space'))).to.equal('/usr/bin/python3');
      expect(await readFile(restored('bricks/prod/sample/settings.json'), 'utf8')).to.equal('{}');
      expect(await readFile(at('loaded.sql'), 'utf8')).to.equal(dump);
      expect(await readFile(restored('secrets/secrets/password'), 'utf8')).to.equal('secret');
      expect(await readdir(restored())).to.have.members(['bricks', 'secrets', 'volumes']);
    });

  it('a changed byte stops its reader at the checksums', async () => {
    await write();
    const file = at('by-hand/lab.labx.tar');
    const bytes = await readFile(file);
    bytes[bytes.indexOf('volumes/prod-data.tar.zst', 8192) + 512 + 20]! ^= 1;
    await writeFile(file, bytes);
    const outcome = await restoreByHand(at('by-hand'), 'correct horse', 'exit 1').catch(
      (error: Error) => error.message,
    );
    expect(outcome).to.match(/prod-data\.tar\.zst: FAILED/);
  });
});
