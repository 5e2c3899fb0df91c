import { expect } from 'chai';
import { readBackupDeclaration } from '../../../../src/core/bricks/backup-declaration.ts';
import { brickBackups } from '../../../../src/core/bricks/backup-ways.ts';
import type { BrickFolder } from '../../../../src/core/model/brick.ts';

const read = (backup: unknown) => readBackupDeclaration(JSON.stringify({ name: 'b', backup }));
const refused = (backup: unknown): string[] =>
  read(backup).refused.map(({ field, message, instead }) => `${field} ${message} → ${instead}`);
const handbook = 'See the chapter on backups in docs/bricks.md.';

const brick = (place: BrickFolder['place'], backup: unknown): BrickFolder => ({
  ...{
    environment: 'dev',
    name: 'notes',
    place,
    settings: JSON.stringify({ backup }),
    unreadable: undefined,
  },
  constellab: { composeFiles: [], databaseManagers: [], databaseCalls: [], composeCalls: [] },
});

describe('core/bricks/backup-declaration', () => {
  it('a brick that says nothing, or is unreadable, asks for nothing', () => {
    expect(read(undefined)).to.deep.equal({ backup: undefined, refused: [] });
    expect(readBackupDeclaration('no json')).to.deep.equal({ backup: undefined, refused: [] });
  });

  it('reads what its apps do, and what is run before and after', () => {
    expect(read({ mode: 'pause' }).backup).to.deep.equal({
      ...{ mode: 'pause', freeze: undefined, thaw: undefined, seconds: 60 },
    });
    expect(read({ freeze: ['python', '-m', 'b.freeze'], thaw: ['true'], seconds: 5 }).backup).to.deep.equal({
      ...{ mode: 'hot', freeze: ['python', '-m', 'b.freeze'], thaw: ['true'], seconds: 5 },
    });
  });

  it('what is frozen is thawed: one without the other is refused', () => {
    expect(refused({ freeze: ['true'] })).to.deep.equal([
      'backup.freeze is there without thaw, so that nothing would end it → Write both, or neither.',
    ]);
    expect(refused({ thaw: ['true'] })[0]).to.contain('backup.thaw is there without freeze');
  });

  it('each mistake is told with its place, and takes the whole with it', () => {
    expect(refused('hot')).to.deep.equal([
      `backup has to be an object such as { "mode": "pause" } → ${handbook}`,
    ]);
    expect(refused({ mode: 'cold' })).to.deep.equal([
      `backup.mode has to be hot, pause or stop → ${handbook}`,
    ]);
    expect(refused({ freeze: 'sync', thaw: [] })).to.have.length(2);
    expect(refused({ freeze: ['a', ''], thaw: ['b'] })[0]).to.match(/^backup\.freeze\[1\] has to be/);
    expect(refused({ seconds: 0 })[0]).to.contain('backup.seconds has to be a whole number');
    expect(refused({ frieze: [] })).to.deep.equal([
      'backup.frieze is nothing a brick can say of backups → Did you mean freeze?',
    ]);
    expect(read({ mode: 'cold' }).backup).to.equal(undefined);
  });

  it('of two bricks of one name the one in the workspace counts', () => {
    const { asked, refused: none } = brickBackups([
      brick('installed', { mode: 'stop' }),
      brick('workspace', { mode: 'pause' }),
    ]);
    expect(asked.map(({ mode }) => mode)).to.deep.equal(['pause']);
    expect(none).to.deep.equal([]);
    expect(brickBackups([brick('installed', { mode: 1 })]).refused).to.deep.equal([
      'What the brick notes in dev asks for during backups can’t be understood: backup.mode has to be hot, pause or stop.',
    ]);
  });
});
