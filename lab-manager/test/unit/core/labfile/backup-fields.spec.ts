import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { diffLabFiles } from '../../../../src/core/labfile/diff-lab-files.ts';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';

const backupOf = (text: string) => aLabFile(`backup:\n${text.replaceAll(/^/gm, '  ')}\n`).backup;

/** `path: message → suggestion`, of each problem. */
function refusals(text: string): string[] {
  const answer = parseLabFile(`name: lab\n${text}\n`);
  if ('ok' in answer) return [];
  return answer.problems.map(({ path, message, suggestion }) => `${path}: ${message} → ${suggestion ?? ''}`);
}
const refusalsOf = (text: string): string[] => refusals(`backup:\n${text.replaceAll(/^/gm, '  ')}`);
const repositories = (...lines: string[]): string =>
  ['repositories:', ...lines.map((line) => `  - ${line}`)].join('\n');

describe('core/labfile/backup-fields', () => {
  it('the first repository is written to; the others are copies of it, or of the one they name', () => {
    const { repositories: all } = backupOf(
      repositories(
        '{ name: disk, location: /mnt/disk/lab }',
        '{ name: nas, location: "sftp://lab@nas.example.org/srv/lab" }',
        '{ name: cloud, location: "s3:https://s3.example.org/lab", copyOf: nas }',
      ),
    );
    expect(all.map(({ name, copyOf }) => [name, copyOf])).to.deep.equal([
      ['disk', undefined],
      ['nas', 'disk'],
      ['cloud', 'nas'],
    ]);
  });

  it('schedule: off is understood: no snapshot is made by itself', () => {
    expect(backupOf('schedule: off').schedule).to.equal(undefined);
    expect(backupOf('schedule: "off"').schedule).to.equal(undefined);
  });

  it('what else people write for off is answered with off', () => {
    for (const word of ['false', 'no', 'never', 'OFF', 'None'])
      expect(refusalsOf(`schedule: ${word}`), word).to.deep.equal([
        'backup.schedule: has to be a cron time, or off → Did you mean off?',
      ]);
    expect(refusals('backup: off')[0]).to.contain('backup: { schedule: off }');
  });

  it('a schedule without a value is the nightly one; one that never comes is refused', () => {
    expect(backupOf('schedule:').schedule).to.equal('0 3 * * *');
    expect(backupOf('schedule: 30 2 * * 1-5').schedule).to.equal('30 2 * * 1-5');
    expect(refusalsOf('schedule: "0 0 31 2 *"')[0]).to.contain('never comes true');
  });

  it('never fewer than three snapshots are asked for', () => {
    expect(refusalsOf('retention: { last: 2 }')).to.deep.equal([
      'backup.retention.last: 2 is out of range → 3 to 1000 snapshots are possible.',
    ]);
    expect(backupOf('retention: { daily: 0, weekly: 0, monthly: 0 }').retention.last).to.equal(3);
  });

  it('a copy of what is not there is refused with the name that was meant', () => {
    const found = refusalsOf(
      repositories('{ name: disk, location: /a }', '{ name: nas, location: /b, copyOf: disc }'),
    );
    expect(found).to.deep.equal([
      'backup.repositories[1].copyOf: names no repository of this lab file → Did you mean disk?',
    ]);
  });

  it('copies that are filled from each other in a circle are refused, and so is a copy of itself', () => {
    const found = refusalsOf(
      repositories(
        '{ name: disk, location: /a }',
        '{ name: one, location: /b, copyOf: two }',
        '{ name: two, location: /c, copyOf: one }',
        '{ name: self, location: /d, copyOf: self }',
        '{ name: fine, location: /e, copyOf: one }',
      ),
    );
    expect(found.map((one) => one.split(' → ')[0])).to.deep.equal([
      'backup.repositories[1].copyOf: leads back to the repository itself',
      'backup.repositories[2].copyOf: leads back to the repository itself',
      'backup.repositories[3].copyOf: names the repository itself',
    ]);
  });

  it('the repository that is written to is no copy', () => {
    expect(
      refusalsOf(repositories('{ name: a, location: /a, copyOf: b }', '{ name: b, location: /b }'))[0],
    ).to.match(/^backup\.repositories\[0\]\.copyOf: stands in the first repository/);
  });

  it('two of one name, and two in one place, are refused where the second stands', () => {
    expect(
      refusalsOf(
        repositories(
          '{ name: a, location: /mnt/a }',
          '{ name: a, location: /b }',
          '{ name: c, location: /mnt/./a/ }',
        ),
      ).map((one) => one.split(' → ')[0]),
    ).to.deep.equal([
      'backup.repositories[1].name: "a" is there twice',
      'backup.repositories[2].location: is where a is',
    ]);
  });

  it('each problem has the line that it stands in', () => {
    const answer = parseLabFile(
      `name: lab\nbackup:\n  repositories:\n    - name: disk\n      location: /a\n    - name: Nas\n      location: ~/b\n`,
    );
    expect('problems' in answer && answer.problems.map(({ path, line }) => [path, line])).to.deep.equal([
      ['backup.repositories[1].name', 6],
      ['backup.repositories[1].location', 7],
    ]);
  });

  it('what is no list, an empty one and one with an empty item are refused', () => {
    expect(refusalsOf('repositories: /mnt/a')[0]).to.contain('has to be a list');
    expect(refusalsOf('repositories: []')[0]).to.contain('holds no repository');
    expect(refusalsOf('repositories:\n  -')).to.have.length(2);
    expect(refusalsOf('leaveOut: ["*.tmp", 3]')[0]).to.match(/^backup\.leaveOut\[1\]: has to be text/);
  });

  it('a password within a location is refused, and no message repeats it', () => {
    for (const location of [
      'sftp://lab:hunter2@nas/srv',
      'rest:https://lab:hunter2@host:8000/',
      'https://lab:hunter2@host/',
      's3:https://key:hunter2@host/bucket',
      's3:https://host/bucket?secret=hunter2',
    ]) {
      const found = refusalsOf(repositories(`{ name: a, location: "${location}" }`));
      expect(found, location).to.have.length(1);
      expect(found[0], location).to.contain('labctl backup repo add').and.not.contain('hunter2');
    }
  });

  it('a mistyped key is answered with the known one', () => {
    expect(refusalsOf('retension: {}')).to.deep.equal([
      'backup.retension: is not a known key → Did you mean retention?',
    ]);
  });

  it('what differs is said by the repository’s name, in the words of the lab file', () => {
    const before = aLabFile();
    const after = aLabFile(`backup:
  schedule: off
  retention: { weekly: 8 }
  repositories:
    - { name: local, location: backups/repository }
    - { name: nas, location: "sftp://lab@nas.example.org/srv/lab" }
  leaveOut: ["*.tmp", scratch]
  waitForWork: 0s`);
    expect(diffLabFiles(before, after).map(({ sentence }) => sentence)).to.deep.equal([
      'backup.schedule changes from "0 3 * * *" to "off"',
      'backup.retention.weekly changes from 4 to 8',
      'backup.waitForWork changes from "1h" to "0s"',
      'backup.repositories.nas.location is set to "sftp://lab@nas.example.org/srv/lab"',
      'backup.repositories.nas.copyOf is set to "local"',
      'backup.leaveOut is set to "*.tmp, scratch"',
    ]);
  });

  it('the section that stands in the shipped file is a valid one', () => {
    const template = readFileSync(join(import.meta.dirname, '../../../../../templates/lab.yaml'), 'utf8');
    const section = template.slice(template.indexOf('# backup:')).replaceAll(/^# ?/gm, '');
    expect(aLabFile(section).backup.repositories.map(({ name }) => name)).to.deep.equal(['disk', 'offsite']);
  });
});
