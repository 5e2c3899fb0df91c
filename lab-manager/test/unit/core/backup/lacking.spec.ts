import { expect } from 'chai';
import { assertWhole, lackingOf, lackingRefusal } from '../../../../src/core/backup/lacking.ts';
import { probedEnvironments } from '../../../../src/core/backup/probed.ts';
import { restoreParts } from '../../../../src/core/backup/restore-parts.ts';
import { aManifest } from '../../../support/fake-backups.ts';

const [data] = aManifest.folders;
const ofDev = { ...data!, environment: 'dev' as const, path: 'environments/dev/data', words: 'dev’s data' };

describe('core/backup/lacking', () => {
  it('a snapshot that is whole lacks nothing of anything', () => {
    for (const target of ['lab', 'prod', 'prod-db'])
      expect(lackingOf(aManifest, { target }), target).to.deep.equal([]);
  });

  it('what is missing of an environment is lacking of it and of the lab, and of no other environment', () => {
    const missing = ['Not all of the workspace can be read: it is locked'];
    const held = { ...aManifest, missing };
    expect(lackingOf(held, { target: 'lab' })).to.deep.equal(missing);
    expect(lackingOf(held, { target: 'dev' })).to.deep.equal(missing);
    expect(lackingOf(held, { target: 'prod' })).to.deep.equal([]);
    expect(lackingOf(held, { target: 'prod-db' })).to.deep.equal([]);
    expect(lackingOf(held, { target: 'dev', path: '/environments/dev/data/a' })).to.deep.equal([]);
  });

  it('whose a file is tells its place, and whose a database is its service: no other word of them', () => {
    const missing = [
      '/environments/prod/data/dev/notes.txt could not be read: permission denied',
      'The database prod-db-dev-shelf is not in it: it does not answer.',
    ];
    expect(lackingOf({ ...aManifest, missing }, { target: 'prod' })).to.deep.equal(missing);
    expect(lackingOf({ ...aManifest, missing }, { target: 'dev' })).to.deep.equal([]);
  });

  it('whose it is tells what a sentence is about, and nothing that a program said in it, or that the data root is called', () => {
    const missing = [
      'prod/notes went on writing while its files were read: its last words are “can’t reach dev-server in environments/dev/”.',
      'The database prod-db is not in it: dev-db answers in its stead.',
      'Not all of prod’s data can be read: /srv/dev-lab/environments/dev is away.',
      'Of prod’s data, the disk that was mounted at /srv/dev-lab/environments/prod is not mounted now.',
    ];
    for (const sentence of missing) {
      const held = { ...aManifest, missing: [sentence] };
      expect(lackingOf(held, { target: 'prod' }), sentence).to.deep.equal([sentence]);
      expect(lackingOf(held, { target: 'dev' }), sentence).to.deep.equal([]);
    }
    const both =
      'Of prod’s data, dev’s data, the disk that was mounted at /srv/prod-lab/environments is not mounted now.';
    for (const target of ['prod', 'dev'])
      expect(lackingOf({ ...aManifest, missing: [both] }, { target }), target).to.deep.equal([both]);
  });

  it('what names no environment is lacking of each', () => {
    const held = { ...aManifest, missing: ['The disk went away.'] };
    expect(lackingOf(held, { target: 'prod' })).to.deep.equal(held.missing);
  });

  it('files without their database are halves, whether or not the snapshot says why', () => {
    const held = { ...aManifest, folders: [...aManifest.folders, ofDev] };
    expect(lackingOf(held, { target: 'lab' })).to.deep.equal([
      'It holds files of dev, and not its database.',
    ]);
    const said = ['The database dev-db is not in it: it does not answer.'];
    expect(lackingOf({ ...held, missing: said }, { target: 'lab' })).to.deep.equal(said);
    const ofABrick = ['The database dev-db-sample-notes is not in it: it does not answer.'];
    expect(lackingOf({ ...held, missing: ofABrick }, { target: 'dev' })).to.deep.equal([
      ...ofABrick,
      'It holds files of dev, and not its database.',
    ]);
  });

  it('it is refused with all of that, and with how to ask for it all the same', () => {
    expect(lackingRefusal([])).to.equal(undefined);
    const refusal = lackingRefusal(['One is missing.', 'Another, too.']);
    expect(refusal?.code).to.equal('backup.not_good');
    expect(refusal?.message).to.contain('One is missing. Another, too.');
    expect(refusal?.hint).to.contain('--lacking');
  });

  it('nobody gets it, files without their database either, who did not ask for what it has', () => {
    const halves = { ...aManifest, folders: [...aManifest.folders, ofDev] };
    expect(() => assertWhole(halves, { target: 'lab' })).to.throw(/files of dev, and not its database/);
    expect(() => assertWhole(halves, { target: 'lab', lacking: false })).to.throw();
    assertWhole(halves, { target: 'lab', lacking: true });
    assertWhole(halves, { target: 'prod' });
  });
});

describe('core/backup/probed', () => {
  it('glab has to answer in each environment that gets a folder or its database, and not for a brick’s alone', () => {
    const brick = { ...aManifest.databases[0]!, service: 'dev-db-sample-notes', environment: 'dev' as const };
    const of = (held: Partial<typeof aManifest>, target = 'lab') =>
      probedEnvironments(restoreParts('/', { ...aManifest, ...held }, target));
    expect(of({})).to.deep.equal(['prod']);
    expect(of({ databases: [], folders: [ofDev] })).to.deep.equal(['dev']);
    expect(of({}, 'prod-db')).to.deep.equal(['prod']);
    expect(of({ databases: [brick], folders: [] })).to.deep.equal([]);
  });
});
