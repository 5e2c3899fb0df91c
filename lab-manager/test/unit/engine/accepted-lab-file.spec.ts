import { readFile, readdir, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { LabFiles, Store } from '../../../src/core/ports.ts';
import { AcceptedLabFile } from '../../../src/engine/accepted-lab-file.ts';
import { refused } from '../../support/refused.ts';
import { TestClock } from '../../support/test-clock.ts';
import { useTempFiles } from '../../support/temp-files.ts';
import { useTempStore } from '../../support/temp-store.ts';

const [first, second, broken] = ['name: One\n', 'name: Two\n', 'name: [never closed\n'];
const ada = { author: 'Ada', via: 'console' } as const;

describe('engine/accepted-lab-file', () => {
  const root = useTempFiles();
  const temp = useTempStore();
  let store: Store;
  let labFiles: AcceptedLabFile;

  beforeEach(async () => {
    store = temp.open();
    labFiles = withFiles(root.files);
    await writeFile(root.at('lab.yaml'), first);
    await labFiles.takeFromDisk();
  });

  const withFiles = (files: LabFiles) => new AcceptedLabFile(store, files, new TestClock());
  const onDisk = (name = 'lab.yaml') => readFile(root.at(name), 'utf8');
  const versions = () =>
    store.labFiles
      .list({ limit: 9, before: undefined })
      .map(({ version }) => store.labFiles.get(version)?.text);

  it('writes the file before the version: a text only the store knew would be taken back by the one on disk', async () => {
    const atWriting: (string | undefined)[] = [];
    const watched = withFiles({
      ...root.files,
      async writeLabFile(text) {
        atWriting.push(store.labFiles.latest()?.text);
        await root.files.writeLabFile(text);
      },
    });
    await watched.accept(second, ada, undefined);
    expect(atWriting).to.deep.equal([first]);
    expect(versions()).to.deep.equal([second, first]);
  });

  it('a version that an older manager accepted and this one can not read is not known, and stops nothing', () => {
    store.labFiles.accept({ text: broken, ...ada, acceptedAt: 1 });
    expect(labFiles.known()).to.equal(undefined);
    expect(() => labFiles.heldTo()).to.throw('The lab file has an error');
  });

  it('a lab whose name can not be seen goes on with it, and takes no other such name', async () => {
    store.labFiles.accept({ text: 'name: "\\u200b"\n', ...ada, acceptedAt: 1 });
    expect(labFiles.heldTo().parsed.name).to.equal('\u200b');
    const edited = 'name: "\\u200b"\nenvironments: { dev: { enabled: true } }\n';
    expect(labFiles.check(edited).changes.length).to.equal(1);
    await labFiles.accept(edited, ada, undefined);
    await writeFile(root.at('lab.yaml'), `${edited}# by hand\n`);
    await labFiles.takeFromDisk();
    expect([labFiles.broken, store.labFiles.latest()?.text]).to.deep.equal([[], `${edited}# by hand\n`]);
    await refused('labfile.invalid', () => labFiles.accept('name: "\\u200d"\n', ada, undefined));
    await labFiles.accept(second, ada, undefined);
    await refused('labfile.invalid', () => labFiles.accept(edited, ada, undefined));
  });

  it('takes no edit that is not written as UTF-8, tells its line, and keeps it as it was beside what replaces it', async () => {
    const latin = Buffer.from('name: Zwei\n# Größe\n', 'latin1');
    await writeFile(root.at('lab.yaml'), latin);
    await labFiles.takeFromDisk();
    expect([labFiles.broken[0]?.line, versions()]).to.deep.equal([2, [first]]);
    const { keptBeside } = await labFiles.accept(second, ada, undefined);
    expect(await readFile(keptBeside ?? '')).to.deep.equal(latin);
  });

  it('keeps no version of what could not be written', async () => {
    const full = withFiles({ ...root.files, writeLabFile: () => Promise.reject(new Error('no space')) });
    expect(await full.accept(second, ada, undefined).catch(String)).to.contain('no space');
    expect(versions()).to.deep.equal([first]);
    expect(await onDisk()).to.equal(first);
  });

  it('keeps an edit with errors beside the one that takes its place, and says where', async () => {
    await writeFile(root.at('lab.yaml'), broken);
    await labFiles.takeFromDisk();
    expect(labFiles.broken).not.to.deep.equal([]);
    const { keptBeside, version } = await labFiles.accept(second, ada, 1);
    expect([version.version, await onDisk(), labFiles.broken]).to.deep.equal([2, second, []]);
    expect(await readFile(keptBeside ?? '', 'utf8')).to.equal(broken);
  });

  it('keeps it also when nobody had noticed the edit yet', async () => {
    await writeFile(root.at('lab.yaml'), broken);
    const { keptBeside } = await labFiles.accept(second, ada, undefined);
    expect(await readFile(keptBeside ?? '', 'utf8')).to.equal(broken);
  });

  it('keeps nothing beside where nothing would be lost', async () => {
    const { keptBeside } = await labFiles.accept(second, ada, undefined);
    expect([keptBeside, await readdir(root.home)]).to.deep.equal([undefined, ['lab.yaml']]);
  });

  it('makes a version of a valid edit that nobody had noticed yet, before it is replaced', async () => {
    const byHand = 'name: By hand\n';
    await writeFile(root.at('lab.yaml'), byHand);
    await labFiles.accept(second, ada, undefined);
    expect(versions()).to.deep.equal([second, byHand, first]);
  });

  it('refuses to replace such an edit for who has not seen it', async () => {
    await writeFile(root.at('lab.yaml'), 'name: By hand\n');
    const refusal: unknown = await labFiles.accept(second, ada, 1).catch((error: unknown) => error);
    expect(refusal).to.have.property('code', 'labfile.conflict');
    expect(await onDisk()).to.equal('name: By hand\n');
  });

  it('mends a broken file when the accepted text is accepted again, without another version', async () => {
    await writeFile(root.at('lab.yaml'), broken);
    const { version } = await labFiles.accept(first, ada, undefined);
    expect([version.version, await onDisk(), versions()]).to.deep.equal([1, first, [first]]);
    expect(labFiles.broken).to.deep.equal([]);
  });

  it('changes nothing for a text with errors', async () => {
    const refusal: unknown = await labFiles.accept(broken, ada, undefined).catch((error: unknown) => error);
    expect(refusal).to.have.property('code', 'labfile.invalid');
    expect([await onDisk(), versions()]).to.deep.equal([first, [first]]);
  });

  it('takes a file that is too large for broken, so that the manager starts and says so', async () => {
    await writeFile(root.at('lab.yaml'), first + '# filler\n'.repeat(40_000));
    await labFiles.takeFromDisk();
    expect(labFiles.broken[0]?.message).to.contain(root.at('lab.yaml')).and.to.contain('at most 256 KiB');
    expect(labFiles.newest().version.text).to.equal(first);
  });

  it('never makes a version of the old text after the new one, when the disk is read while it is written', async () => {
    await Promise.all([
      labFiles.takeFromDisk(),
      labFiles.accept(second, ada, undefined),
      labFiles.takeFromDisk(),
      labFiles.accept('name: Three\n', ada, undefined),
      labFiles.takeFromDisk(),
    ]);
    expect(versions()).to.deep.equal(['name: Three\n', second, first]);
  });
});
