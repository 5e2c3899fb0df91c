import { parseLabFile } from '../labfile/parse-lab-file.ts';
import { LabError } from '../model/lab-error.ts';
import type { RepositoryDamage, Snapshot } from '../model/backup.ts';
import type { Job } from '../model/job.ts';
import type { LabFile } from '../model/lab-file.ts';
import type { AwaitedRestore } from '../ports.ts';
import { findSnapshot, nameOf, newestNames } from './find-snapshot.ts';
import { newestOfEach } from './installation.ts';
import { isToCome, newestByNow } from './to-come.ts';

/** Host name of the container in which install.sh reads a repository: by it the locks of one that was ended are known. */
export const restoringHost = 'labstead-restore';

/** Where a restore onto an empty machine makes what it lays down, until that is whole. */
export const layingDown = '.restoring';

/** In the state directory, what a lab that was laid down is still to be asked to restore. */
export const restoreFile = 'restore.json';

/** What that is called once it was done: for an installer that was interrupted and is run again. */
export const restoredFile = 'restored.json';

/** The restore of a lab that was laid down is among so many of the newest jobs: neither backups nor drills come before it. */
export const restoreIsAmong = 50;

/**
 * Whether a job is one that restores all of the lab, asked for since it was laid down. By the ids of jobs and not by their
 * times: those of the lost machine may have been made by a clock that was ahead. `after`: of the newest that was brought along.
 */
export const isWholeRestore = (
  { id, kind, params }: Pick<Job, 'id' | 'kind' | 'params'>,
  after: string,
): boolean => id > after && (kind === 'restore' || kind === 'import') && params.target === 'lab';

/** Whether all of the lab was restored since it was laid down, from that snapshot or from another. */
export const isRestored = (
  { after = '' }: AwaitedRestore,
  jobs: readonly Pick<Job, 'id' | 'kind' | 'state' | 'params'>[],
): boolean => jobs.some((job) => job.state === 'succeeded' && isWholeRestore(job, after));

/** Until then what a backup would find is not what people know as their lab. */
export const awaitedRestore = {
  message:
    'The data of this lab was not restored yet: until it is, nothing is backed up or tried out in a drill.',
  hint: 'Run install.sh again, which goes on with the restore, or restore another snapshot: labctl backup restore SNAPSHOT lab. What can be had of one that fails: --lacking.',
};

/** What a restored lab file says. Throws `labfile.invalid`. */
export function understood(labFile: string): LabFile {
  const parsed = parseLabFile(labFile);
  if ('ok' in parsed) return parsed.ok;
  throw new LabError('labfile.invalid', 'The lab file that was restored is not understood by this version.', {
    hint: 'Install the version that the lab was of.',
  });
}

/** Snapshots and exports, which a lab that is laid down beside them leaves as they are: the disk of the lost machine may be the one at hand. */
const backups = 'backups';

/** What a data root may hold that is to be filled: nothing but backups, or what an earlier attempt left. */
export function assertEmptyRoot(home: string, names: readonly string[]): void {
  const ours = names.includes(layingDown) ? [layingDown, 'state', 'lab.yaml'] : [];
  const others = names.filter((name) => !['lost+found', backups, ...ours].includes(name));
  if (others.length === 0) return;
  throw new LabError('files.failed', `${home} is not empty: it holds ${others.slice(0, 5).join(', ')}.`, {
    hint: 'A lab is restored into a data root that holds nothing but backups: choose another one (--home), or restore within that lab (labctl backup restore).',
  });
}

interface Wanted {
  wanted: string | undefined;
  lab: string | undefined;
  /** Epoch milliseconds, by the clock of this machine. */
  now: number;
  /** Known of the repository. */
  damage?: readonly RepositoryDamage[];
}

/**
 * The snapshot to restore: the one that is asked for by its first digits, or the newest that lacks nothing, of one lab. One that
 * known damage names is taken only where there is no other. Whether the newest is good nobody can know on a new machine: it was
 * checked after it was written. Throws `backup.unknown_snapshot`, `backup.none_good`, `backup.clock_implausible` where nobody
 * can tell which is the newest, and `backup.other_machine` where nobody can tell of which machine it has to be.
 */
export function snapshotFor(
  snapshots: readonly Snapshot[],
  { wanted, lab, now, damage = [] }: Wanted,
): Snapshot {
  const ofLab = snapshots.filter(({ labId }) => lab === undefined || labId === lab);
  if (wanted !== undefined) return named(ofLab, wanted);
  const labs = [...new Set(ofLab.map(({ labId }) => labId))];
  if (labs.length > 1)
    throw new LabError(
      'backup.unknown_snapshot',
      `Several labs write into this repository: ${labs.join(', ')}.`,
      {
        hint: 'Say which one: --lab ID, or which snapshot: --snapshot ID.',
      },
    );
  const whole = newestByNow(
    ofLab.filter(({ complete }) => complete),
    now,
  );
  assertTimesTell(whole, now);
  assertOneMachine(whole);
  const newest = whole.find((one) => !isNamed(one, damage)) ?? whole[0];
  if (newest !== undefined) return newest;
  throw noneWhole(ofLab.length, lab);
}

/**
 * Some of a time that is yet to come, and others that are not: either the lost machine's clock was ahead once, and they are old, or
 * this one's is behind, and they are the newest. The wrong one costs everything since. `newestFirst`: those to come last.
 */
function assertTimesTell(newestFirst: readonly Snapshot[], now: number): void {
  const [past] = newestFirst;
  const toCome = newestFirst.find(({ takenAt }) => isToCome(takenAt, now));
  if (past === undefined || toCome === undefined || past === toCome) return;
  const time = new Date(now).toISOString();
  throw new LabError(
    'backup.clock_implausible',
    `Nobody can tell which snapshot is the newest: it is ${time} on this machine, and ${nameOf(toCome)} is of a time that is yet to come.`,
    {
      hint:
        `Where that is not the time, set the clock, and run this again. Where it is, a clock that was ahead made that one: the newest of before is ` +
        `--snapshot ${past.id.slice(0, 8)}.`,
    },
  );
}

/** The newest may be of a machine on which somebody only tried out a restore, or of one that came back from the dead. */
function assertOneMachine(whole: readonly Snapshot[]): void {
  const each = newestOfEach(whole);
  if (each.length === 0) return;
  throw new LabError(
    'backup.other_machine',
    `More than one machine wrote snapshots of this lab at the same time: the newest of each are ${newestNames(each)}.`,
    {
      hint:
        'Say from which one the lab is to come back, that of the machine that people worked with: ' +
        `${each.map(({ id }) => `--snapshot ${id.slice(0, 8)}`).join(' or ')}.`,
    },
  );
}

function noneWhole(count: number, lab: string | undefined): LabError {
  const ofWhom = lab === undefined ? '' : ` of the lab ${lab}`;
  if (count === 0)
    return new LabError(
      'backup.none_good',
      `There is no snapshot${ofWhom} in this repository that can be read.`,
      {
        hint:
          lab === undefined
            ? 'See that this is the place that the lab wrote to.'
            : 'See that this is the place that it wrote to, and its id: without --lab the only lab that wrote there is taken.',
      },
    );
  const message =
    count === 1
      ? `The only snapshot${ofWhom} in this repository is not whole.`
      : `None of the ${count} snapshots${ofWhom} in this repository is whole.`;
  return new LabError('backup.none_good', message, {
    hint: 'To restore what one of them does hold, name it: --snapshot ID.',
  });
}

/** What whoever restores has to know of the snapshot, and of the newer one that was not taken, a sentence each. */
export function damageTold(
  taken: Pick<Snapshot, 'id' | 'takenAt'>,
  newest: Pick<Snapshot, 'id' | 'takenAt'>,
  damage: readonly RepositoryDamage[],
): readonly string[] {
  const first = damage[0];
  if (first === undefined) return [];
  const passedOver =
    taken.id === newest.id
      ? []
      : [`The snapshot ${nameOf(newest)} was known to be damaged: ${nameOf(taken)} is taken.`];
  const words = first.words.replace(/[.\s]+$/, '');
  return [
    ...passedOver,
    `Damage was known in this repository: ${words}. It may concern this snapshot, too: what is restored is compared with what was ` +
      'written out, and where that is not right, name another one: --snapshot ID.',
  ];
}

/** What whoever restores has to know of one of a time that is yet to come, where there was no other; undefined: it is not. */
export const toComeTold = (taken: Pick<Snapshot, 'id' | 'takenAt'>, now: number): string | undefined =>
  isToCome(taken.takenAt, now)
    ? `The snapshot ${nameOf(taken)} is of a time that is yet to come, as all of them are: a clock that was ahead made it, or this machine’s is behind.`
    : undefined;

const isNamed = ({ id }: Pick<Snapshot, 'id'>, damage: readonly RepositoryDamage[]): boolean =>
  damage.some(({ snapshots }) => snapshots.some((one) => id.startsWith(one)));

function named(snapshots: readonly Snapshot[], wanted: string): Snapshot {
  const found = findSnapshot(snapshots, wanted);
  if (found !== undefined) return found;
  throw new LabError(
    'backup.unknown_snapshot',
    `There is no snapshot ${JSON.stringify(wanted)} in this repository.`,
    {
      hint:
        snapshots.length === 0
          ? 'It holds none that can be read.'
          : `The newest: ${newestNames(snapshots)}. Eight digits of one are enough.`,
    },
  );
}
