import { expect } from 'chai';
import { roomRefusal, versionRefusal } from '../../../../src/core/backup/preflight.ts';

const GiB = 1024 ** 3;
const write = (words: string, device: number, bytes: number, freeBytes: number) => ({
  ...{ words, device, bytes, freeBytes, path: `/disk${device}` },
});

describe('core/backup/preflight', () => {
  it('each file system is judged by itself, with all that goes there', () => {
    const there = [write('prod’s data', 1, 4 * GiB, 20 * GiB), write('prod’s database', 2, 4 * GiB, 4 * GiB)];
    expect(roomRefusal('restore', there)?.message).to.equal(
      '5.4 GiB have to be free where /disk2 lies (prod’s database 4 GiB, and 1 GiB to go on with); 4 GiB are.',
    );
    expect(
      roomRefusal('restore', [write('a', 1, 4 * GiB, 5.4 * GiB), write('b', 1, 4 * GiB, 5.4 * GiB)])?.code,
    ).to.equal('disk.low');
    expect(
      roomRefusal(
        'restore',
        there.map((one) => ({ ...one, freeBytes: 5.5 * GiB })),
      ),
    ).to.equal(undefined);
    expect(roomRefusal('restore', [])).to.equal(undefined);
  });

  it('whoever has no room is told what to do about what they began', () => {
    const none = [write('prod’s data', 1, GiB, 0)];
    expect(roomRefusal('restore', none)?.hint).to.contain('restore one environment or database at a time');
    for (const purpose of ['backup', 'drill'] as const)
      expect(roomRefusal(purpose, none)?.hint)
        .to.contain('Free some space there')
        .and.not.contain('at a time');
  });

  it('beside what is written as much again stays free, from 16 MiB to 1 GiB, and all of that where a database is loaded', () => {
    const MiB = 1024 ** 2;
    const refused = (bytes: number, freeBytes: number, served = false) =>
      roomRefusal('restore', [{ ...write('a', 1, bytes, freeBytes), served }]) !== undefined;
    expect(refused(10, 17 * MiB)).to.equal(false);
    expect(refused(10, 16 * MiB)).to.equal(true);
    expect(refused(100 * MiB, 211 * MiB)).to.equal(false);
    expect(refused(100 * MiB, 209 * MiB)).to.equal(true);
    expect(refused(10 * GiB, 12.1 * GiB)).to.equal(false);
    expect(refused(10, 512 * MiB, true)).to.equal(true);
  });

  const snapshot = (version: string, serverVersion: string) => ({
    lab: { id: 'lab7k2m9q', name: 'Lab', version, labFileVersion: 1 },
    databases: [
      {
        ...{ service: 'prod-db', environment: 'prod' as const, file: 'db/prod-db.sql', serverVersion },
        digest: { bytes: 1, sha256: '', tables: [] },
      },
    ],
  });

  it('a newer lab restores an older snapshot; an older one refuses, and says what to do', () => {
    const here = { version: '0.2.0', serverVersion: '10.11.14-MariaDB' };
    expect(versionRefusal(snapshot('0.1.0', '10.6.1-MariaDB'), here)).to.equal(undefined);
    expect(versionRefusal(snapshot('0.2.0', '10.11.18-MariaDB'), here), 'within a series').to.equal(
      undefined,
    );
    const newer = versionRefusal(snapshot('0.3.0', '10.11.14-MariaDB'), here);
    expect([newer?.code, newer?.hint]).to.deep.equal([
      'backup.newer',
      'Update this lab to version 0.3.0 or newer (git pull, then ./install.sh), and restore again.',
    ]);
    expect(versionRefusal(snapshot('0.2.0', '11.4.2-MariaDB'), here)?.message).to.contain('11.4.2-MariaDB');
    expect(versionRefusal(snapshot('0.2.0', '11.4.2'), { ...here, serverVersion: undefined })).to.equal(
      undefined,
    );
  });
});
