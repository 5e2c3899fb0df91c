import { expect } from 'chai';
import type { Hands } from '../../../src/engine/executors.ts';
import { createKept } from '../../../src/engine/kept.ts';
import type { Look } from '../../../src/engine/look.ts';
import { aLab } from '../../support/builders/a-lab.ts';
import { allAsWished } from '../../support/builders/an-observed-lab.ts';

describe('engine/kept: what runs of an environment and nothing asks for', () => {
  const on = aLab({ text: 'environments: { dev: { enabled: true } }' });
  const left = (desired: Look['desired'], observed: Look['observed']) =>
    createKept(
      {} as Hands,
      () => 'lab7k2m9q',
      async () => ({ desired, observed }) as Look,
    ).leftRunning('dev');

  it('is all of one that was disabled, databases first, as they start', async () => {
    const names = await left(aLab(), allAsWished(on));
    expect(names.slice(0, 2)).to.have.members(['dev-db', 'dev-testdb']);
    expect(names.slice(2)).to.have.members(['dev-glab', 'dev-codelab']);
  });

  it('is nothing of what is stopped, nor of one that is enabled', async () => {
    const observed = allAsWished(on);
    const containers = observed.containers.map((one) => ({ ...one, state: 'exited' as const }));
    expect(await left(aLab(), { ...observed, containers })).to.deep.equal([]);
    expect(await left(on, observed)).to.deep.equal([]);
  });
});
