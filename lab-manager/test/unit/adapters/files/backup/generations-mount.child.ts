import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generations } from '../../../../../src/adapters/files/backup/generations.ts';
import { mountsIn } from '../../../../../src/adapters/files/backup/mounts.ts';
import { FolderCounter } from '../../../../../src/adapters/files/folder-counter.ts';

/** An environment's data is a mount of its own: restores it in each way, and tells what is there then. */
const [, , home = ''] = process.argv;
const data = join(home, 'environments/prod/data');
const hands = generations(home, new FolderCounter(new AbortController().signal));
const owner = { uid: process.getuid!(), gid: process.getgid!() };
const part = { name: 'data', path: data, owner, mode: 0o700 };
const here = (folder: string) => readdirSync(folder).sort();
const tell = (what: string, more: object = {}): void =>
  console.log(`${what} ${JSON.stringify({ inIt: here(data), beside: here(dirname(data)), ...more })}`);
const write = (...names: string[]): void => {
  const folder = join(data, ...names);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'file'), '');
};
const make = async (job: string): Promise<string> => {
  const folder = await hands.emptyPart('prod', job, part);
  for (const name of ['both', 'new']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'restored'), '');
  }
  return folder;
};

console.log(`mounts ${JSON.stringify(await mountsIn(dirname(data)))}`);
write('lost+found');
write('both');
write('old');
const folder = await make('1');
tell('made', { folder });
await hands.swap('prod', '1', part);
tell('swapped', { both: here(join(data, 'both')), asides: await hands.asides('prod') });
await hands.swap('prod', '1', part);
tell('swapped-again');
await hands.putBack('prod', '1', part);
tell('back', { both: here(join(data, 'both')), asides: await hands.asides('prod') });
await hands.putBack('prod', '1', part);
tell('back-again');

// A crash while what is in use moves aside, and one while what was made moves to its place.
mkdirSync(join(data, '.before-1.moving'));
renameSync(join(data, 'old'), join(data, '.before-1.moving/old'));
await hands.swap('prod', '1', part);
tell('after-crash', { before: here(join(data, '.before-1')) });
await hands.putBack('prod', '1', part);
mkdirSync(join(data, '.before-1'));
for (const name of ['both', 'old']) renameSync(join(data, name), join(data, '.before-1', name));
renameSync(join(data, '.restore-1/both'), join(data, 'both'));
await hands.swap('prod', '1', part);
tell('after-late-crash', { both: here(join(data, 'both')) });

// And while it is put back.
renameSync(join(data, 'both'), join(data, '.restored-both'));
mkdirSync(join(data, '.restore-1'));
renameSync(join(data, '.restored-both'), join(data, '.restore-1/both'));
await hands.putBack('prod', '1', part);
tell('back-after-crash', { both: here(join(data, 'both')) });

// Something came meanwhile, under a name that is to be put there.
mkdirSync(join(data, '.before-1'));
renameSync(join(data, 'both'), join(data, '.before-1/both'));
renameSync(join(data, 'old'), join(data, '.before-1/old'));
write('new');
const said = await hands.swap('prod', '1', part).then(
  () => 'done',
  (error: Error) => error.message,
);
tell('came-meanwhile', { said, made: here(join(data, '.restore-1')) });
await hands.discard('prod', '1');

// Whoever owns the data can lay a link there.
mkdirSync(join(home, 'state'));
writeFileSync(join(home, 'state/secret'), '');
for (const name of ['.restore-2', '.before-2']) symlinkSync(join(home, 'state'), join(data, name));
await hands.swap('prod', '2', part).catch(() => undefined);
await make('2');
await hands.swap('prod', '2', part).catch(() => undefined);
await hands.putBack('prod', '2', part).catch(() => undefined);
console.log(`link ${JSON.stringify(here(join(home, 'state')))}`);
await hands.discard('prod', '2');
await hands.forgetBefore('prod', '2', [part]);
tell('link-left');

await make('3');
await hands.swap('prod', '3', part);
await hands.discard('prod', '3');
await hands.forgetBefore('prod', '3', [part]);
tell('forgotten', { both: here(join(data, 'both')) });

// Names that are no text.
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const named = (folder: string, name: string) => Buffer.concat([bytes(`${folder}/`), bytes(name)]);
const inBytes = (folder: string) => readdirSync(folder, 'latin1').sort();
const tellBytes = (what: string): void =>
  console.log(
    `${what} ${JSON.stringify({ inIt: inBytes(data).filter((name) => name.includes('4') || name.includes('\xe9')) })}`,
  );
writeFileSync(named(data, 'caf\xe9'), 'now');
writeFileSync(named(data, 'na\xefvet\xe9'), 'now');
const fourth = await make('4');
writeFileSync(named(fourth, 'caf\xe9'), 'then');
await hands.swap('prod', '4', part);
tellBytes('bytes');
console.log(`bytes-word ${JSON.stringify(readFileSync(named(data, 'caf\xe9'), 'utf8'))}`);
mkdirSync(join(data, '.restore-4'));
writeFileSync(named(join(data, '.restore-4'), 'caf\xe9'), 'meanwhile');
await hands.putBack('prod', '4', part);
tellBytes('bytes-back');
console.log(`bytes-made ${JSON.stringify(inBytes(join(data, '.restore-4')))}`);
await hands.discard('prod', '4');
tellBytes('bytes-discarded');

// One file of it.
const one = { ...part, inside: 'sub/one' };
mkdirSync(join(data, 'sub'));
writeFileSync(join(data, 'sub/one'), 'now');
writeFileSync(join(await hands.emptyPart('prod', '9', one), 'one'), 'then');
const words = () => readFileSync(join(data, 'sub/one'), 'utf8');
await hands.swap('prod', '9', one);
await hands.swap('prod', '9', one);
tell('one', { words: words(), asides: await hands.asides('prod') });
await hands.putBack('prod', '9', one);
await hands.putBack('prod', '9', one);
await hands.discard('prod', '9');
tell('one-back', { words: words(), asides: await hands.asides('prod') });
