import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { nameOf } from '../../core/backup/find-snapshot.ts';
import { layingDown, understood } from '../../core/backup/fresh-machine.ts';
import { stagedInSnapshot, stagedState } from '../../core/backup/staged-files.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { LabFile } from '../../core/model/lab-file.ts';
import type { BackupRepository } from '../../core/ports.ts';
import { knownByTheLab } from './known-by-the-lab.ts';

/** The lab file by which a lab comes back. */
export interface LabFileOf {
  text: string;
  parsed: LabFile;
  /** What somebody has to know of it, a sentence; undefined: it is as it lay there. */
  told: string | undefined;
}

/**
 * As it lay there when the snapshot was made. Where somebody had left it half edited, or removed it, it is the one that the lab had
 * accepted last. Throws what reading the first throws, `labfile.invalid`.
 */
export async function labFileOf(
  repository: BackupRepository,
  home: string,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<LabFileOf> {
  try {
    const asItLay = await text(Readable.from(repository.read(snapshot.id, '/lab.yaml', signal)));
    return { text: asItLay, parsed: understood(asItLay), told: undefined };
  } catch (error) {
    if (!isNoLabFile(error)) throw error;
    const state = Readable.from(repository.read(snapshot.id, stagedInSnapshot(stagedState), signal));
    const { labFile } = await knownByTheLab(state, join(home, layingDown, 'known'));
    if (labFile === undefined) throw error;
    return { text: labFile, parsed: understood(labFile), told: insteadOf(snapshot, error) };
  }
}

const isNoLabFile = (error: unknown): error is LabError =>
  error instanceof LabError && ['labfile.invalid', 'backup.no_such_file'].includes(error.code);

const insteadOf = (snapshot: Snapshot, { code }: LabError): string =>
  code === 'labfile.invalid'
    ? `The lab file in the snapshot ${nameOf(snapshot)} has errors: the lab comes back by the one that it had accepted last. ` +
      `As it was it can be had once the lab runs: labctl backup download ${snapshot.id.slice(0, 8)} /lab.yaml.`
    : `There was no lab file when the snapshot ${nameOf(snapshot)} was made: the lab comes back by the one that it had accepted last.`;
