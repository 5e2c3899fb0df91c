import type { DrillRecord, Installation, RepositoryDamage } from '../../../core/model/backup.ts';
import type { EnvironmentName } from '../../../core/model/lab-file.ts';
import type { KnownRepository, WaitingRestore, WrittenDatabase } from '../../../core/ports.ts';

export interface RepositoryRow {
  name: string;
  location: string;
  madeAt: number;
  key: string;
  codeKey: string | null;
  codeConfirmedAt: number | null;
  newCodeKey: string | null;
  newCodeMadeAt: number | null;
  keysBefore: string | null;
  checkedAt: number | null;
  prunedAt: number | null;
  goodAt: number | null;
}

/** The part of damage that is in none of them. */
export const structure = 0;

export interface DamageRow {
  part: number;
  words: string;
  foundAt: number;
  seenAt: number;
  snapshots: string;
}

export interface InstallationRow {
  id: string;
  inheritsUntil: number | null;
  sparesUntil: number | null;
}

export type DrillRow = Omit<DrillRecord, 'failure' | 'inconclusive'> & {
  failure: string | null;
  inconclusive: 0 | 1;
};

export type DatabaseRow = Omit<WrittenDatabase, 'held'> & { held: string | null };

export type RestoreRow = Omit<WaitingRestore, 'environments' | 'parts' | 'mounts' | 'confirmedAt'> & {
  environments: string;
  parts: string;
  mounts: string;
  confirmedAt: number | null;
};

export function toRepository(row: RepositoryRow): KnownRepository {
  const { name, location, madeAt, key, codeKey, codeConfirmedAt, newCodeKey, newCodeMadeAt } = row;
  return {
    name,
    location,
    madeAt,
    key,
    code: codeKey === null ? undefined : { key: codeKey, confirmedAt: codeConfirmedAt ?? 0 },
    newCode: newCodeKey === null ? undefined : { key: newCodeKey, madeAt: newCodeMadeAt ?? 0 },
    keysBefore: row.keysBefore === null ? undefined : (JSON.parse(row.keysBefore) as string[]),
    prunedAt: row.prunedAt ?? undefined,
    goodAt: row.goodAt ?? undefined,
  };
}

export const toDamage = ({ part, snapshots, ...row }: DamageRow): RepositoryDamage => ({
  ...row,
  part: part === structure ? undefined : part,
  snapshots: JSON.parse(snapshots) as string[],
});

export const toInstallation = ({ id, inheritsUntil, sparesUntil }: InstallationRow): Installation => ({
  id,
  inheritsUntil: inheritsUntil ?? undefined,
  sparesUntil: sparesUntil ?? undefined,
});

export const toDrill = ({ failure, inconclusive, ...row }: DrillRow): DrillRecord => ({
  ...row,
  failure: failure ?? undefined,
  ...(inconclusive === 1 && { inconclusive: true }),
});

export const toDatabase = ({ held, ...row }: DatabaseRow): WrittenDatabase => ({
  ...row,
  held: held === null ? undefined : (JSON.parse(held) as string[]),
});

export const toRestore = ({
  environments,
  parts,
  mounts,
  confirmedAt,
  ...row
}: RestoreRow): WaitingRestore => ({
  ...row,
  confirmedAt: confirmedAt ?? undefined,
  environments: JSON.parse(environments) as EnvironmentName[],
  parts: JSON.parse(parts) as string[],
  mounts: JSON.parse(mounts) as string[],
});
