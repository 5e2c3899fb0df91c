import { expect } from 'chai';
import { restoreWords } from '../../../../src/core/backup/restore-words.ts';
import { caught } from '../../../support/caught.ts';
import { aManifest } from '../../../support/fake-backups.ts';

const words = (target: string, path?: string) => restoreWords(aManifest, { target, path, without: [] });

describe('core/backup/restore-words', () => {
  it('says what is made anew, how it is proved, what stops, and that it can be undone', () => {
    const { environments, steps } = words('lab');
    expect(environments).to.deep.equal(['prod']);
    expect(steps).to.deep.equal([
      'Beside what is in use, prod’s data (512 files, 2 KiB) and prod’s database (1 table, 3 rows) are made anew.',
      'Each database is loaded into one of its own, and compared with what the snapshot says, row by row.',
      'Then glab of prod is started on it, in a network of its own, and has to answer.',
      'Only then does what uses it in prod stop, for seconds: what was restored is put in place, and what was there aside.',
      'What was there stays until you confirm the restore, and takes its room on the disk; until then it can be undone.',
      'What was written since the snapshot was made is not in it.',
      'The lab file, accounts and keys stay as they are now.',
    ]);
  });

  it('names what is meant, as people call it', () => {
    expect(words('lab').words).to.equal('the whole lab');
    expect(words('prod').words).to.equal('prod');
    expect(words('prod-db').words).to.equal('the database prod-db');
    expect(words('prod-db').steps.join(' ')).not.to.include('data (');
    expect(words('lab', '/environments/prod/data/a/').words).to.equal('/environments/prod/data/a');
  });

  it('of a file says that databases stay as they are', () => {
    const { environments, steps } = words('lab', '/environments/prod/data/a');
    expect(environments).to.deep.equal(['prod']);
    expect(steps.join(' ')).to.include('Databases stay as they are now').and.not.to.include('glab');
    expect(steps.join(' ')).to.include('Nothing stops for it').and.not.to.include('does what uses it');
  });

  it('of files without their database says on what glab is asked', () => {
    const { steps, lacking } = restoreWords(
      { ...aManifest, databases: [] },
      { target: 'prod', path: undefined, without: [] },
    );
    expect(steps.join(' '))
      .to.include('Glab of prod is started on it with a copy of the database as it is now')
      .and.not.to.include('Each database');
    expect(lacking).to.deep.equal(['It holds files of prod, and not its database.']);
  });

  it('of an environment that is disabled says that nothing of it starts or stops, and no glab is asked', () => {
    const ofDev = aManifest.folders.map((one) => ({
      ...one,
      environment: 'dev' as const,
      path: one.path.replace('prod', 'dev'),
    }));
    const folders = [...aManifest.folders, ...ofDev];
    const asked = { target: 'lab', path: undefined, without: ['dev'] as const };
    const all = restoreWords({ ...aManifest, folders }, asked).steps.join(' ');
    expect(all)
      .to.include('dev’s data (')
      .and.include('glab of prod is started')
      .and.include('what uses it in prod stop')
      .and.include(
        'As dev is disabled, nothing of it is started or stopped for that, and no glab is asked about it.',
      );
    expect(all).not.to.match(/lab of (prod and )?dev/);
    const alone = restoreWords({ ...aManifest, folders: ofDev, databases: [] }, asked).steps.join(' ');
    expect(alone).to.include('Only then is what was restored put in place').and.not.to.include('lab of');
  });

  it('of a snapshot that is not whole says what it lacks', () => {
    const { steps } = restoreWords(
      { ...aManifest, missing: ['The database prod-db could not be written out.'] },
      { target: 'prod', path: undefined, without: [] },
    );
    expect(steps.at(-1)).to.equal(
      'The snapshot is not whole: The database prod-db could not be written out.',
    );
  });

  it('what the snapshot doesn’t hold is refused, and so is what can’t be put back by itself', () => {
    expect(caught(() => words('dev')).code).to.equal('backup.not_in_snapshot');
    expect(caught(() => words('lab', '/lab.yaml')).code).to.equal('backup.refused_path');
    expect(caught(() => words('lab', '/state/ca/key')).code).to.equal('backup.not_shown');
  });
});
