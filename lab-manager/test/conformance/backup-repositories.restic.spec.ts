import { openPlaces, type BackupPlaces, type PlaceKind } from '../support/backup-places.ts';
import type { ResticName } from '../support/backup-programs.ts';
import { ResticBench } from '../support/restic-bench.ts';
import { backupRepositoriesSuite } from './backup-repositories.suite.ts';

const runs: readonly (readonly [ResticName, PlaceKind])[] = [
  ['shipped', 'a folder'],
  ['newest', 'a folder'],
  ['shipped', 'an SFTP server'],
  ['shipped', 'an S3 server'],
  ['shipped', 'a REST server'],
];

for (const [name, kind] of runs) {
  describe(`conformance/backup-repositories: ${name} restic, ${kind}`, () => {
    let bench: ResticBench | undefined;
    let places: BackupPlaces | undefined;

    before(async () => {
      bench = await ResticBench.open(name);
      places = await openPlaces[kind]();
    });
    after(async () => {
      await places?.close();
      await bench?.close();
    });

    const opened = <T>(it: T | undefined): T => {
      if (it === undefined) throw new Error(`${name} restic on ${kind} is not open`);
      return it;
    };
    backupRepositoriesSuite(
      () => opened(bench),
      () => opened(places).next(),
    );
  });
}
