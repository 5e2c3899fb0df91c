import { expect } from 'chai';
import { desiredState } from '../../../../src/core/desired/desired-state.ts';
import { databaseOf, undeclaredDatabase } from '../../../../src/core/desired/undeclared-database.ts';
import { aBrick, aDatabase } from '../../../support/builders/a-brick.ts';
import { aLabFile, someFacts } from '../../../support/builders/a-lab-file.ts';

const nobody = { stopped: new Set<string>(), uninstalled: new Set<string>(), started: new Set<string>() };

describe('core/desired: a database whose brick is not here', () => {
  const labFile = aLabFile();
  const both = aLabFile('environments: { dev: { enabled: true } }');
  const { memory, cpus, pids } = labFile.environments.prod.brickServices;

  it('is the server that its brick would have, with the most that a brick may ask for', () => {
    const bricks = [aBrick([{ ...aDatabase, memory: `${memory} B`, cpus, pids }], { name: 'two_words' })];
    const declared = desiredState(labFile, someFacts({ bricks }), nobody).services.find(
      ({ name }) => name === 'prod-db-two-words-notes',
    );
    expect(declared).to.not.equal(undefined);
    expect(undeclaredDatabase(labFile, someFacts(), 'prod-db-two-words-notes')).to.deep.equal(declared);
  });

  it('fits into a machine with few cores', () => {
    const found = undeclaredDatabase(labFile, someFacts({ cores: 0.5 }), 'prod-db-sample-notes');
    expect(found?.spec.cpus).to.equal(0.5);
  });

  it('is none of what else is called so, nor one of dev while that is switched off', () => {
    for (const name of [
      'prod-db',
      'prod-glab',
      'prod-app-sample-page',
      'prod-db-1-x',
      'biota-db',
      'dev-db-sample-notes',
    ])
      expect(undeclaredDatabase(labFile, someFacts(), name), name).to.equal(undefined);
    expect(undeclaredDatabase(both, someFacts(), 'dev-db-sample-notes')?.environment).to.equal('dev');
  });

  it('is loaded to be put in place in dev, too, while that is switched off, and so is dev’s own', () => {
    const declared = desiredState(both, someFacts(), nobody).services.find(({ name }) => name === 'dev-db');
    expect(databaseOf(both, someFacts(), 'dev-db')).to.deep.equal(declared);
    for (const name of ['dev-db', 'dev-db-sample-notes']) {
      const found = databaseOf(labFile, someFacts(), name);
      expect([found?.name, found?.running]).to.deep.equal([name, false]);
    }
    for (const name of ['dev-glab', 'dev-testdb', 'prod-app-sample-page', 'biota-db'])
      expect(databaseOf(labFile, someFacts(), name), name).to.equal(undefined);
  });
});
