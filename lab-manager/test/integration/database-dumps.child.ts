import { databaseDumps } from '../../src/adapters/docker/dumps/database-dumps.ts';

/** Writes a database out until somebody kills it; says when its tables have begun. */
const [, , socketPath = '', labId = '', dataRoot = '', container = '', file = ''] = process.argv;
let begun = false;
await databaseDumps({ labId, dataRoot, socketPath }).dump(container, file, (bytes) => {
  if (begun || bytes < 64 * 1024) return;
  begun = true;
  console.log('begun');
});
console.log('ended');
