import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ConstellabWays } from '../../../core/model/brick.ts';
import { composeCallsIn } from '../../../core/bricks/compose-calls.ts';
import { databaseManagersIn } from '../../../core/bricks/database-managers.ts';
import { readPlain } from './plain-file.ts';

/** Bounds of one brick's search: published ones have some hundred files. */
const mostEntries = 3_000;
const mostDepth = 6;
/** More than are shown, so that it can be said how many more there are. */
const mostFound = 100;
const composeBytes = 64 * 1024;
const pythonBytes = 256 * 1024;

const isCompose = (name: string): boolean => /^(docker-)?compose[\w.-]*\.ya?ml$/.test(name);
const isPython = (name: string): boolean => /^[a-zA-Z]\w*\.py$/.test(name);
const skipped = new Set(['tests', 'node_modules', '__pycache__']);

export const noWays: ConstellabWays = {
  composeFiles: [],
  databaseManagers: [],
  databaseCalls: [],
  composeCalls: [],
};

/** How a brick made for Constellab asks for services, read from its files without running any. */
export async function constellabWays(brick: string): Promise<ConstellabWays> {
  const composeFiles: { path: string; text: string }[] = [];
  const databaseManagers: ConstellabWays['databaseManagers'][number][] = [];
  const databaseCalls: ConstellabWays['databaseCalls'][number][] = [];
  const composeCalls: ConstellabWays['composeCalls'][number][] = [];
  for (const path of await filesIn(brick)) {
    const shown = relative(brick, path);
    const compose = isCompose(path.slice(path.lastIndexOf('/') + 1));
    const file = await readPlain(path, compose ? composeBytes : pythonBytes);
    if (file === undefined || !('text' in file)) continue;
    if (compose) {
      composeFiles.push({ path: shown, text: file.text });
      continue;
    }
    const { databases, texts, starts } = composeCallsIn(file.text);
    databaseManagers.push(...databaseManagersIn(file.text).map((one) => ({ path: shown, ...one })));
    databaseCalls.push(...databases.map((one) => ({ path: shown, ...one })));
    composeFiles.push(...texts.map(({ line, text }) => ({ path: `${shown}, line ${line}`, text })));
    composeCalls.push(...starts.map((one) => ({ path: shown, ...one })));
  }
  return {
    composeFiles: composeFiles.slice(0, mostFound),
    databaseManagers: databaseManagers.slice(0, mostFound),
    databaseCalls: databaseCalls.slice(0, mostFound),
    composeCalls: composeCalls.slice(0, mostFound),
  };
}

/** The files that may say something, nearest first. */
async function filesIn(brick: string): Promise<string[]> {
  const found: string[] = [];
  let folders = [brick];
  let left = mostEntries;
  for (let depth = 0; depth < mostDepth && left > 0; depth += 1) {
    const lists = await Promise.all(folders.map(entriesOf));
    const entries = lists.flat().slice(0, left);
    left -= entries.length;
    found.push(...entries.filter(mayTell).map(pathOf));
    folders = entries.filter(isSearched).map(pathOf);
  }
  return found;
}

const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);
const pathOf = ({ parentPath, name }: Dirent): string => join(parentPath, name);
const isSearched = (entry: Dirent): boolean =>
  entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.');
const mayTell = (entry: Dirent): boolean => entry.isFile() && (isCompose(entry.name) || isPython(entry.name));
