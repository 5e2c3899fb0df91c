import { isScalar } from 'yaml';
import { printLocation, readLocation } from '../backup/location.ts';
import { nearest } from '../nearest.ts';
import { leaveOutObjection } from '../backup/leave-out.ts';
import type { BackupFile, RepositoryFile, RepositoryLocation } from '../model/backup.ts';
import { invalid, refuse, type Field, type Place } from './field.ts';
import { defaults, limits } from './limits.ts';
import { list } from './list-field.ts';
import { mapping } from './mapping-fields.ts';
import { cronTimeObjection, time } from './on-demand-fields.ts';
import { number, requiredText, scalar, text, type Objection } from './scalar-fields.ts';

const cronTime = text({ objection: cronTimeObjection, example: '"0 3 * * *"' }, defaults.backup.schedule);

/** `off` is text in YAML 1.2, and no cron time: nothing is backed up by itself. */
const schedule: Field<string | undefined> = (place) => {
  const written = scalar(place)?.value;
  if (written === 'off') return undefined;
  if (place.node !== undefined && /^(off|false|no|none|never)$/i.test(String(written)))
    return refuse(place, 'has to be a cron time, or off', 'Did you mean off?');
  return cronTime(place);
};

const kept = (fallback: number): Field<number> =>
  number({ ...limits.snapshotPeriods, whole: true, unit: 'snapshots' }, fallback);

const { retention } = defaults.backup;

const nameOfRepository = requiredText({ objection: repositoryNameObjection, example: 'offsite' });

function repositoryNameObjection(name: string): Objection | undefined {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(name)) return undefined;
  return {
    message: 'is not the name of a repository: small letters, digits and dashes, a letter first',
    suggestion: 'Write for example offsite.',
  };
}

const location: Field<RepositoryLocation> = (place) => {
  const written = scalar(place)?.value;
  if (typeof written !== 'string')
    return refuse(
      place,
      place.node === undefined ? 'is missing' : 'has to be text',
      'Write for example /mnt/disk/backups.',
    );
  const read = readLocation(written);
  return 'location' in read
    ? read.location
    : refuse(place, read.objection.message, read.objection.suggestion);
};

const anyName = text({ objection: () => undefined, example: 'local' }, undefined);

/** With where they are written, for what several of them get wrong together. */
const repository = mapping({
  name: placed(nameOfRepository),
  location: placed(location),
  copyOf: placed(anyName),
});
type Written = Exclude<ReturnType<typeof repository>, typeof invalid>;

function placed<T>(field: Field<T>): Field<{ value: T; place: Place }> {
  return (place) => {
    const value = field(place);
    return value === invalid ? invalid : { value, place };
  };
}

const readRepositories = list(repository, {
  most: limits.repositories,
  words: 'repositories',
  example: '[{ name: local, location: /mnt/disk/backups }]',
});

/** One at least: the first is written to, the others are copies of it, or of the one they name. */
const repositories: Field<readonly RepositoryFile[]> = (place) => {
  const read = readRepositories(place);
  if (read === undefined) return [defaults.backup.repository];
  if (read === invalid) return invalid;
  const [first] = read;
  if (first === undefined)
    return refuse(
      place,
      'holds no repository',
      'Leave the key out for the one below the data root; schedule: off makes no snapshots.',
    );
  const objected = [...named(read), ...apart(read), ...copies(read, first)];
  return objected.length > 0 ? invalid : read.map((one) => asFile(one, first));
};

const asFile = (one: Written, first: Written): RepositoryFile => ({
  name: one.name.value,
  location: one.location.value,
  copyOf: one === first ? undefined : (one.copyOf.value ?? first.name.value),
});

type Objected = typeof invalid;

/** No two of one name. */
function named(all: readonly Written[]): Objected[] {
  return all
    .filter(({ name }, index) => all.slice(0, index).some((other) => other.name.value === name.value))
    .map(({ name }) =>
      refuse(name.place, `"${name.value}" is there twice`, 'Give each repository a name of its own.'),
    );
}

/** No two in one place. */
function apart(all: readonly Written[]): Objected[] {
  return all.flatMap(({ location: { value, place } }, index) => {
    const there = printLocation(value);
    const other = all.slice(0, index).find((one) => printLocation(one.location.value) === there);
    return other === undefined
      ? []
      : [refuse(place, `is where ${other.name.value} is`, 'A copy in the same place is none: name another.')];
  });
}

/** Each a copy of another, and in the end of the first. */
function copies(all: readonly Written[], first: Written): Objected[] {
  return all.flatMap((one): Objected[] => {
    const against = one === first ? ofFirst(first) : ofCopy(one, all, first.name.value);
    return against === undefined ? [] : [refuse(one.copyOf.place, against.message, against.suggestion)];
  });
}

function ofFirst({ copyOf }: Written): Objection | undefined {
  if (copyOf.value === undefined) return undefined;
  return {
    message: 'stands in the first repository, which snapshots are written to',
    suggestion: 'Take it out, or put another repository first.',
  };
}

function ofCopy(
  { name, copyOf: { value } }: Written,
  all: readonly Written[],
  first: string,
): Objection | undefined {
  const names = all.map((one) => one.name.value);
  if (value === undefined) return undefined;
  if (value === name.value)
    return {
      message: 'names the repository itself',
      suggestion: `Name the one it is filled from, for example ${first}.`,
    };
  if (!names.includes(value))
    return { message: 'names no repository of this lab file', suggestion: whichOne(value, names) };
  if (!inCircle(name.value, all)) return undefined;
  return {
    message: 'leads back to the repository itself',
    suggestion: `Let one of them be a copy of ${first}.`,
  };
}

function whichOne(written: string, names: readonly string[]): string {
  const meant = nearest(written.slice(0, 100), names);
  return meant === undefined ? `There is: ${names.join(', ')}.` : `Did you mean ${meant}?`;
}

function inCircle(name: string, all: readonly Written[]): boolean {
  const next = (of: string): string | undefined =>
    all.slice(1).find((one) => one.name.value === of)?.copyOf.value;
  let at = next(name);
  for (let step = 0; step < all.length && at !== undefined; step += 1) {
    if (at === name) return true;
    at = next(at);
  }
  return false;
}

const pattern = requiredText({ objection: leaveOutObjection, example: '"*.tmp"' });
const leaveOut = list(pattern, { most: limits.leaveOut, words: 'patterns', example: '["*.tmp", scratch]' });

const fields = mapping({
  schedule,
  retention: mapping({
    last: number({ ...limits.lastSnapshots, whole: true, unit: 'snapshots' }, retention.last),
    hourly: kept(retention.hourly),
    daily: kept(retention.daily),
    weekly: kept(retention.weekly),
    monthly: kept(retention.monthly),
    yearly: kept(retention.yearly),
  }),
  repositories,
  leaveOut,
  waitForWork: time(limits.waitForWork, defaults.backup.waitForWork),
});

/** When snapshots are made, where they are kept and for how long. */
export const backup: Field<BackupFile> = (place) => {
  if (isScalar(place.node))
    return refuse(
      place,
      'has to hold keys and values',
      'Write backup: { schedule: off } for a lab that makes no snapshots by itself.',
    );
  const read = fields(place);
  return read === invalid ? invalid : { ...read, leaveOut: read.leaveOut ?? [] };
};
