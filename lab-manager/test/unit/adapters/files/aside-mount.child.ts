import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createLabFiles } from '../../../../src/adapters/files/lab-files.ts';
import { resetWork } from '../../../../src/engine/reset-work.ts';
import { realClock } from '../../../support/real-clock.ts';

/** The workspace of dev is a mount of its own: resets it in each way, and tells what is there then. */
const [, , home = ''] = process.argv;
const workspace = join(home, 'environments/dev/workspace');
const files = createLabFiles({ home, edgeOwner: { uid: 0, gid: 0 }, clock: realClock, shipped: home });
const reset = resetWork(files, home, {
  databases: () => [],
  forgetDatabase: () => undefined,
  restores: () => [],
});
const part = reset.parts({ target: 'dev', withCodelab: true }).find(({ path }) => path === workspace)!;
const tell = (what: string): void => {
  const here = (folder: string) => readdirSync(folder).sort();
  console.log(`${what} ${JSON.stringify({ inIt: here(workspace), beside: here(dirname(workspace)) })}`);
};
const write = (name: string): void => {
  mkdirSync(join(workspace, name), { recursive: true });
  writeFileSync(join(workspace, name, 'file'), name);
};

write('lost+found');
write('bricks');
write('.vscode');
await reset.setAside('1', part);
tell('aside');
write('bricks');
writeFileSync(join(workspace, 'new'), '');
await reset.setAside('1', part);
tell('aside-again');
await reset.putBack('1', part);
tell('back');
await reset.putBack('1', part);
tell('back-again');

// A crash while it moves, either way.
mkdirSync(join(workspace, '.reset-2.moving'));
await reset.setAside('2', part);
tell('aside-after-crash');
await reset.putBack('2', part);
mkdirSync(join(workspace, '.reset-3.moving/half'), { recursive: true });
await reset.putBack('3', part);
tell('back-after-crash');

// Whoever works in the codelab can lay a link there.
mkdirSync(join(home, 'state'));
writeFileSync(join(home, 'state/secret'), '');
for (const name of ['.reset-4', '.reset-4.moving']) symlinkSync(join(home, 'state'), join(workspace, name));
const said = await reset.setAside('4', part).then(
  () => 'done',
  (error: Error) => error.message,
);
await reset.putBack('4', part);
tell('link-left');
await reset.removeAside('4');
console.log(`link ${JSON.stringify({ said, state: readdirSync(join(home, 'state')) })}`);

// A name that is no text, and one that came since.
const named = (name: string) => Buffer.from(`${workspace}/${name}`, 'latin1');
const endsInBytes = () => readdirSync(workspace, 'latin1').filter((name) => name.endsWith('\xe9'));
writeFileSync(named('caf\xe9'), '');
await reset.setAside('7', part);
const emptied = endsInBytes();
writeFileSync(named('since\xe9'), '');
await reset.putBack('7', part);
console.log(`bytes ${JSON.stringify({ emptied, back: endsInBytes() })}`);

// What a reset that failed left is no part of the next one.
write('.reset-5');
await reset.setAside('6', part);
write('new');
await reset.removeAside('6');
tell('removed');
