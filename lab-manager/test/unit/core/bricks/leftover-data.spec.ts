import { expect } from 'chai';
import { dataOfId, leftoverData, notDeletable } from '../../../../src/core/bricks/leftover-data.ts';
import type { BrickData, BrickFolder } from '../../../../src/core/model/brick.ts';
import { aBrick, aDatabase } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { allAsWished } from '../../../support/builders/an-observed-lab.ts';

const runs = aLab({ bricks: [aBrick([aDatabase])] });
const data = { environment: 'prod' as const, name: 'sample.notes', bytes: 1024 };
function seen(
  bricks: readonly BrickFolder[],
  without: readonly string[] = [],
  { text, data: lies }: { text?: string; data: BrickData } = { data },
) {
  const observed = allAsWished(runs);
  return {
    desired: aLab({ bricks, ...(text === undefined ? {} : { text }) }),
    observed: {
      ...observed,
      containers: observed.containers.filter(({ service }) => !without.includes(service ?? '')),
      files: { ...observed.files, brickData: [lies] },
    },
  };
}
const gone = ['prod-db-sample-notes'];

describe('core/bricks/leftover-data', () => {
  it('is what no brick declares and no container has any more', () => {
    expect(leftoverData(seen([], gone))).to.deep.equal([data]);
    expect(notDeletable('prod/sample.notes', seen([], gone))).to.equal(undefined);
  });

  it('is none of a brick that is there, nor of one whose declaration is wrong for now', () => {
    for (const bricks of [[aBrick([aDatabase])], [aBrick([{ ...aDatabase, privileged: true }])]]) {
      expect(leftoverData(seen(bricks))).to.deep.equal([]);
      expect(notDeletable('prod/sample.notes', seen(bricks))?.code).to.equal('data.in_use');
    }
  });

  it('is none of a brick in what is switched off, for which nothing runs', () => {
    const of = { environment: 'dev' as const, name: 'sample.notes', bytes: 1024 };
    const off: [text: string, place: BrickFolder['place']][] = [
      ['environments: { dev: { enabled: false } }', 'installed'],
      ['environments: { dev: { enabled: false } }', 'workspace'],
      ['environments: { dev: { enabled: true } }\ncodelab: { enabled: false }', 'workspace'],
    ];
    for (const [text, place] of off) {
      const bricks = [aBrick([aDatabase], { environment: 'dev', place })];
      const look = seen(bricks, gone, { text, data: of });
      expect(look.desired.services.map(({ name }) => name)).not.to.include('dev-db-sample-notes');
      expect(leftoverData(look), `${place}, ${text}`).to.deep.equal([]);
      expect(notDeletable('dev/sample.notes', look)?.code).to.equal('data.in_use');
    }
  });

  it('is none of a brick whose service is refused, even where it has no container', () => {
    const refused = [
      aBrick([{ ...aDatabase, memory: '64 GiB' }]),
      aBrick([{ ...aDatabase, privileged: true }]),
      aBrick([], { settings: undefined, unreadable: 'EIO' }),
      aBrick([], { settings: '{ "name":' }),
    ];
    for (const brick of refused) {
      expect(leftoverData(seen([brick], gone)), brick.settings).to.deep.equal([]);
      expect(notDeletable('prod/sample.notes', seen([brick], gone))?.code).to.equal('data.in_use');
    }
  });

  it('is none while nobody can tell which bricks there are', () => {
    const unreadBricks = [
      { environment: 'prod' as const, place: 'installed' as const, why: 'EIO', known: 'none' as const },
    ];
    const look = { ...seen([], gone), desired: aLab({ unreadBricks }) };
    expect(leftoverData(look)).to.deep.equal([]);
    expect(notDeletable('prod/sample.notes', look)?.code).to.equal('data.in_use');
  });

  it('is what another database of the brick, or the same in another environment, does not claim', () => {
    const others = [aBrick([{ ...aDatabase, name: 'other' }]), aBrick([aDatabase], { environment: 'dev' })];
    for (const brick of others) expect(leftoverData(seen([brick], gone))).to.deep.equal([data]);
  });

  it('what is not there can not be deleted, and no other path can be named', () => {
    expect(notDeletable('dev/sample.notes', seen([], gone))?.code).to.equal('data.unknown');
    for (const id of [
      'prod/../x',
      'prod/a.b/c',
      'prod/.removing-a.b',
      'shared/a.b',
      'prod/a',
      '/a.b',
      'prod/a.b\n',
    ])
      expect(dataOfId(id), id).to.equal(undefined);
  });
});
