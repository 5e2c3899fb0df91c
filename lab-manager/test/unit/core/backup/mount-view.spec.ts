import { expect } from 'chai';
import { mountView, unlikeMounts } from '../../../../src/core/backup/mount-view.ts';

const data = '/srv/lab/environments/prod/data';
const line = (device: string, root: string, point: string): string =>
  `36 35 ${device} ${root} ${point} rw,noatime master:1 - ext4 /dev/sda1 rw`;
const manager = (...more: string[]) =>
  mountView([line('0:50', '/', '/'), line('8:1', '/srv/lab', '/srv/lab'), ...more].join('\n'), data)!;
const glab = (...more: string[]) =>
  mountView(
    [line('0:51', '/', '/'), line('8:1', '/srv/lab/environments/prod/data', '/data'), ...more].join('\n'),
    '/data',
  )!;

describe('core/backup/mount-view', () => {
  it('one folder is the same to whoever has it, wherever it is mounted there', () => {
    expect(unlikeMounts(manager(), glab())).to.deep.equal([]);
    const disk = (at: string) => line('8:17', '/', `${at}/big\\040disk`);
    expect(unlikeMounts(manager(disk(data)), glab(disk('/data')))).to.deep.equal([]);
  });

  it('a disk that only one of them sees differs, below the folder and in its place', () => {
    expect(unlikeMounts(manager(), glab(line('8:17', '/', '/data/big\\040disk')))).to.deep.equal([
      'big disk',
    ]);
    expect(unlikeMounts(manager(line('8:17', '/', `${data}/a`)), glab())).to.deep.equal(['a']);
    expect(unlikeMounts(manager(line('8:17', '/', data)), glab())).to.deep.equal(['']);
  });

  it('so does another disk at one place, and another folder of one disk', () => {
    const at = (device: string, root: string) => glab(line(device, root, '/data/a'));
    const here = manager(line('8:17', '/x', `${data}/a`));
    expect(unlikeMounts(here, at('8:17', '/x'))).to.deep.equal([]);
    expect(unlikeMounts(here, at('8:18', '/x'))).to.deep.equal(['a']);
    expect(unlikeMounts(here, at('8:17', '/y'))).to.deep.equal(['a']);
  });

  it('of what was mounted over something else only the later is seen, and what is beside the folder is no matter', () => {
    const over = glab(line('8:17', '/', '/data'), line('8:18', '/', '/data2'));
    expect([...over]).to.deep.equal([['', '8:17 /']]);
  });

  it('what is no list of mounts says nothing', () => {
    expect(mountView('{"running_scenarios": 0}', '/data')).to.equal(undefined);
    expect(mountView('', '/data')).to.equal(undefined);
  });
});
