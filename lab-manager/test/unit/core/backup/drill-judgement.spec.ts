import { expect } from 'chai';
import {
  countDifference,
  speaksOfSnapshot,
  toBeProbed,
} from '../../../../src/core/backup/drill-judgement.ts';
import type { EnvironmentName } from '../../../../src/core/model/lab-file.ts';
import { caught } from '../../../support/caught.ts';

const database = (environment: EnvironmentName) => ({
  ...{ service: `${environment}-db`, environment, file: `db/${environment}-db.sql` },
  ...{ serverVersion: '10.11.14-MariaDB', digest: { bytes: 1, sha256: '', tables: [] } },
});
const data = (environment: EnvironmentName, files: number) => ({
  ...{ environment, words: `${environment}’s data`, path: `environments/${environment}/data` },
  ...{ files, bytes: files },
});
const environments = ['prod', 'dev'] as const;

describe('core/backup/drill-judgement', () => {
  it('only what a snapshot itself is the cause of speaks of it', () => {
    const ofIt = ['load_failed', 'differs', 'probe_failed', 'damaged', 'invalid_manifest'] as const;
    for (const code of ofIt) expect(speaksOfSnapshot(`backup.${code}`), code).to.equal(true);
    for (const code of ['disk.low', 'docker.unreachable', 'service.unknown', 'backup.unreachable'] as const)
      expect(speaksOfSnapshot(code), code).to.equal(false);
  });

  it('glab has to answer in every environment but one that was never started', () => {
    const databases = environments.map(database);
    const folders = environments.map((name) => data(name, 3));
    expect(toBeProbed({ environments, databases, folders })).to.deep.equal(['prod', 'dev']);
    const neverStarted = {
      environments,
      databases: [database('prod')],
      folders: [data('prod', 3), data('dev', 0)],
    };
    expect(toBeProbed(neverStarted)).to.deep.equal(['prod']);
  });

  it('files without the database that they belong to prove nothing', () => {
    const held = { environments, databases: [database('prod')], folders: [data('prod', 3), data('dev', 1)] };
    const error = caught(() => toBeProbed(held));
    expect([error.code, error.message]).to.deep.equal([
      'backup.probe_failed',
      'dev has files in the snapshot, and no database that its glab could start with.',
    ]);
  });

  it('a snapshot on which no glab can answer proves nothing, be it empty', () => {
    expect(caught(() => toBeProbed({ environments, databases: [], folders: [] })).code).to.equal(
      'backup.probe_failed',
    );
  });

  it('a folder has to come back with as many files and bytes as the snapshot has of it', () => {
    const held = { files: 3, bytes: 30 };
    expect(countDifference('prod’s data', held, held)).to.equal(undefined);
    expect(countDifference('prod’s data', held, { files: 2, bytes: 30 })).to.equal(
      'of prod’s data 2 files came back, and the snapshot has 3',
    );
    expect(countDifference('prod’s data', held, { files: 1, bytes: 30 })).to.contain(' 1 file came back');
    expect(countDifference('prod’s data', held, { files: 3, bytes: 29 })).to.contain('29 bytes');
  });
});
