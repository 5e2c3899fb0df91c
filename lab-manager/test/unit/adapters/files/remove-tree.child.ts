import { removeTree } from '../../../../src/adapters/files/remove-tree.ts';

/** Removes a folder behind a mount that only this sees, and tells what was said. */
const [, , folder = ''] = process.argv;
console.log(
  await removeTree(folder).then(
    () => 'removed',
    (error: Error) => error.message,
  ),
);
