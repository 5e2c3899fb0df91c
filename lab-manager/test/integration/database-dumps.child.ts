import { databaseDumps } from '../../src/adapters/docker/dumps/database-dumps.ts';

/** Writes a database out until somebody kills it; says when it has begun. */
const [, , socketPath = '', labId = '', dataRoot = '', container = '', file = ''] = process.argv;
let begun = false;
await databaseDumps({ labId, dataRoot, socketPath }).dump(container, file, () => {
  if (!begun) console.log('begun');
  begun = true;
});
console.log('ended');
