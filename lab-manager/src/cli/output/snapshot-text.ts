import type { RestorePlanReply, SnapshotDetailsReply, SnapshotFolderReply } from '../../contract/index.ts';
import { standingWord } from './backup-text.ts';
import { bytes, counted, localTime, printable, table } from './style.ts';
import type { Terminal } from './terminal.ts';

type Manifest = SnapshotDetailsReply['manifest'];

/** What is in a snapshot, and what isn't. */
export function snapshotText(terminal: Terminal, snapshot: SnapshotDetailsReply): string {
  const { id, repository, takenAt, sentence, job, manifest, drills } = snapshot;
  const { lab, missing, leftOut } = manifest;
  return [
    `Snapshot ${id.slice(0, 8)} in ${repository}, of ${localTime(takenAt)}: ${standingWord(terminal, snapshot)}`,
    sentence,
    `of ${lab.name}, version ${lab.version}, lab file ${lab.labFileVersion}; made by the job ${job}`,
    ...listed('Missing:', missing),
    ...listed('In it:', contents(manifest)),
    ...listed('Left out:', leftOut),
    ...listed(
      'Tried out:',
      drills.map((drill) => drill.sentence),
    ),
  ].join('\n');
}

const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

const contents = ({ databases, folders }: Manifest): string[] =>
  table([
    ...databases.map(({ service, serverVersion, bytes: size, tables }) => [
      service,
      bytes(size),
      `${tablesWords(tables)}, ${serverVersion}`,
    ]),
    ...folders.map(({ words, path, bytes: size, files }) => [
      words,
      bytes(size),
      `${counted(files, 'file')}, /${path}`,
    ]),
  ]).split('\n');

function tablesWords(tables: Manifest['databases'][number]['tables']): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `${counted(tables.length, 'table')}, ${counted(rows, 'row')}`;
}

const unordered =
  'It holds so much that folders may be among those; download and restore take any of it by its path.';

const signs = { dir: '/', symlink: '@', file: '', other: '' } as const;

export function folderText({ folder, items, left, more }: SnapshotFolderReply): string {
  if (items.length === 0) return `Nothing lies in ${printable(folder)}, or nothing that is shown.`;
  const rows = items.map(({ name, type, size, modifiedAt }) => [
    modifiedAt === null ? '–' : localTime(modifiedAt),
    type === 'file' ? bytes(size) : '–',
    `${printable(name)}${signs[type]}`,
  ]);
  return [table(rows), ...(left === 0 ? [] : [`… and ${left} more`]), ...(more ? [unordered] : [])].join(
    '\n',
  );
}

/** What a restore would do. */
export function planText({ words, snapshot, takenAt, sentence, steps }: RestorePlanReply): string {
  return [
    `Restore ${words} from the snapshot ${snapshot.slice(0, 8)} of ${localTime(takenAt)}.`,
    sentence,
    ...steps.map((step) => `  ${step}`),
  ].join('\n');
}
