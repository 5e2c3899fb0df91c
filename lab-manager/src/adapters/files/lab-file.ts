import { constants, copyFile, link, open, readdir, rm, watch, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { limits } from '../../core/labfile/limits.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { roundBytes } from '../../core/units.ts';
import { utf8Text } from '../../core/utf8-text.ts';
import { syncDirectory, writeAtomically } from './atomic-write.ts';
import { filesError, systemCode } from './files-error.ts';

/** Lab files with errors that are kept beside the lab file; the oldest goes first. */
const keptBeside = 5;

export async function readLabFile(path: string): Promise<string | undefined> {
  let file: FileHandle | undefined;
  try {
    // Opening a pipe would wait for whoever writes into it, and with it everything that waits for the lab file.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // Never read in part: the first half of a lab file is another, valid lab file.
    const stat = await file.stat();
    if (!stat.isFile()) throw noFile(path);
    if (stat.size > limits.textBytes) throw tooLarge(path, stat.size);
    const read = utf8Text(await file.readFile());
    if ('badLine' in read) throw notUtf8(read.badLine);
    return read.text;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('read', path, error);
  } finally {
    await file?.close();
  }
}

function noFile(path: string): LabError {
  const message = `${path} is no file.`;
  const suggestion = 'Put the lab file there: labctl config show prints the accepted one.';
  return new LabError('labfile.invalid', message, {
    hint: suggestion,
    details: [{ path: '', message, suggestion }],
  });
}

function tooLarge(path: string, size: number): LabError {
  const message = `${path} has ${roundBytes(size)}; a lab file has at most ${roundBytes(limits.textBytes)}.`;
  const suggestion = 'Is it another file, saved under this name?';
  return new LabError('labfile.invalid', message, {
    hint: suggestion,
    details: [{ path: '', message, suggestion }],
  });
}

function notUtf8(line: number): LabError {
  const message = 'has characters that are not written as UTF-8';
  const suggestion = 'Save the file as UTF-8; that line is the first one concerned.';
  return new LabError('labfile.invalid', `The lab file ${message}, in line ${line}.`, {
    hint: suggestion,
    details: [{ path: '', line, message, suggestion }],
  });
}

export async function writeLabFile(path: string, text: string): Promise<void> {
  await writeAtomically(path, text, { mode: 0o644 });
}

/**
 * Keeps what lies at `path` under another name, beside it; answers that name. The file itself stays until it is replaced,
 * so that there is no moment without one. Undefined where there is none.
 */
export async function keepLabFileBeside(path: string, at: number): Promise<string | undefined> {
  const prefix = `${path}.rejected-`;
  const beside = `${prefix}${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    await anotherName(path, beside);
    await syncDirectory(dirname(path));
    await forgetOldest(prefix);
    return beside;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('keep a copy of', path, error);
  }
}

/** Some file systems know no second name for a file. */
async function anotherName(path: string, beside: string): Promise<void> {
  try {
    await link(path, beside);
  } catch (error) {
    // Kept within the same millisecond: it is the same file.
    if (systemCode(error) === 'EEXIST') return;
    if (systemCode(error) === 'ENOENT') throw error;
    await copyFile(path, beside, constants.COPYFILE_EXCL);
  }
}

async function forgetOldest(prefix: string): Promise<void> {
  const folder = dirname(prefix);
  const names = (await readdir(folder)).filter((name) => name.startsWith(basename(prefix))).sort();
  for (const name of names.slice(0, -keptBeside)) await rm(join(folder, name), { force: true });
}

/** Watches the directory, not the file: editors replace files rather than write into them. */
export async function* watchLabFile(path: string, signal: AbortSignal): AsyncIterable<void> {
  try {
    for await (const change of watch(dirname(path), { signal })) {
      if (change.filename === basename(path)) yield;
    }
  } catch (error) {
    if (!signal.aborted) throw filesError('watch', dirname(path), error);
  }
}
