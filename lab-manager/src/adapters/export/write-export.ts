import { randomUUID } from 'node:crypto';
import { open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  archiveName,
  checksumsName,
  checksumsText,
  linksName,
  manifestBlock,
  manifestName,
  manifestRoom,
  mostPartBytes,
  plannedEntries,
  rawBytesOf,
  secretsName,
  warningsName,
} from '../../core/backup/export-layout.ts';
import { exportFormat } from '../../core/backup/export-manifest.ts';
import { linkLimits, type LinkLimits } from '../../core/backup/link-room.ts';
import { canBeListed, exclusionOf, outwardLinksText } from '../../core/backup/outward-links.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type {
  ExportEntry,
  ExportManifest,
  ExportPart,
  OutwardLink,
  PlannedEntry,
} from '../../core/model/export.ts';
import type { Clock, ExportProgress, ExportRequest, WrittenExport } from '../../core/ports.ts';
import { exists } from '../files/exists.ts';
import { explained, filesError } from '../files/files-error.ts';
import type { OpenFile } from './run-child.ts';
import { packFile, packMembers, packMembersHere, type Packed, type Packing } from './folder-archive.ts';
import { TarWriter } from './tar-writer.ts';
import { scanFolder, type FolderScan } from './scan-folder.ts';
import { seal } from './sealed.ts';

/** So often a folder is packed in all, while links that lead out of it come and go. */
const mostAttempts = 3;

export interface WriteOptions {
  clock: Clock;
  /** For tests: where an entry is split. */
  partBytes?: number | undefined;
  /** For tests: what the reader is told, too. */
  links?: LinkLimits | undefined;
}

/** Writes one export, an entry after the other. */
export async function writeExport(
  { clock, partBytes = mostPartBytes, links = linkLimits }: WriteOptions,
  request: ExportRequest,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal | undefined,
): Promise<WrittenExport> {
  const writtenAt = new Date(clock.now());
  const tar = await TarWriter.create(request.target, writtenAt, partBytes);
  try {
    const writing = new ExportWriting(tar, request, links, onProgress, signal);
    return await writing.write(writtenAt);
  } catch (error) {
    await tar.discard();
    throw signal?.aborted ? cancelled() : error;
  }
}

class ExportWriting {
  readonly #tar: TarWriter;
  readonly #request: ExportRequest;
  readonly #linkLimits: LinkLimits;
  readonly #onProgress: (progress: ExportProgress) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #entries: ExportEntry[] = [];
  readonly #warnings: string[] = [];
  readonly #outward: OutwardLink[] = [];

  constructor(
    tar: TarWriter,
    request: ExportRequest,
    limits: LinkLimits,
    onProgress: (progress: ExportProgress) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#tar = tar;
    this.#request = request;
    this.#linkLimits = limits;
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  async write(writtenAt: Date): Promise<WrittenExport> {
    const { snapshot, images } = this.#request;
    const planned = plannedEntries(this.#request);
    const front: ExportManifest = {
      format: exportFormat,
      writtenAt: writtenAt.toISOString(),
      snapshot,
      images,
      entries: [],
    };
    const room = manifestRoom(front, planned, expectedBytes(this.#request));
    const fill = await this.#tar.reserve(room);
    for (const entry of planned) await this.#entry(entry);
    await this.#links();
    await this.#secrets();
    await this.#text('warnings', warningsName, this.#warnings.map((it) => `${it}\n`).join(''));
    await fill(manifestName, manifestBlock({ ...front, entries: this.#entries }, room));
    await this.#tar.addBytes(checksumsName, Buffer.from(checksumsText(this.#tar.sums)));
    this.#signal?.throwIfAborted();
    const bytes = await this.#tar.finish();
    return { bytes, rawBytes: rawBytesOf(this.#entries), warnings: this.#warnings };
  }

  #entry(entry: PlannedEntry): Promise<void> {
    switch (entry.kind) {
      case 'lab-file':
        return this.#text('lab-file', entry.name, entry.text, entry.of);
      case 'folder':
        return this.#folder(entry);
      case 'database':
        return this.#dump(entry);
    }
  }

  /** Nothing where there is nothing to say. */
  async #text(kind: 'lab-file' | 'links' | 'warnings', name: string, text: string, of = ''): Promise<void> {
    if (text === '') return;
    // Names in the list of links are of bytes.
    const content = Buffer.from(text, kind === 'links' ? 'latin1' : 'utf8');
    const parts = await this.#tar.addBytes(name, content);
    this.#entries.push({ kind, name, of, parts, rawBytes: content.length });
  }

  async #dump({ name, of, source }: PlannedEntry & { kind: 'database' }): Promise<void> {
    const file = await open(source, 'r').catch((error: unknown) => {
      throw filesError('read', source, error);
    });
    try {
      const from = { path: source, descriptor: file.fd, rawBytes: (await file.stat()).size };
      await this.#appended({ kind: 'database', name, of }, (into) => packFile(from, into));
    } finally {
      await file.close();
    }
  }

  /**
   * Links that lead out of a folder can lie in no archive that is safe to unpack: they are left out of it, and listed. One
   * that came while tar read may be in there, which makes the archive one that no lab would take.
   */
  async #folder(entry: PlannedEntry & { kind: 'folder' }): Promise<void> {
    const begin = this.#tar.bytes;
    let scan = await scanFolder(entry.source, this.#linkLimits, this.#signal);
    for (let attempt = 1; ; attempt += 1) {
      const warnings = await this.#archive(entry, scan);
      const after = await scanFolder(entry.source, this.#linkLimits, this.#signal);
      const isLeftOut = new Set(leftOut(scan));
      const came = leftOut(after).filter((path) => !isLeftOut.has(path));
      if (came.length === 0) return this.#told(entry, scan, warnings);
      if (attempt === mostAttempts) throw keepsChanging(entry.source, came[0] ?? '');
      await this.#tar.backTo(begin, this.#entries.pop()?.parts ?? []);
      scan = after;
    }
  }

  async #archive(entry: PlannedEntry & { kind: 'folder' }, scan: FolderScan): Promise<readonly string[]> {
    const list = join(tmpdir(), `export-${randomUUID()}`);
    // Each by its name: tar compares patterns of any other kind with every file, which costs a tenth of its time.
    const { lines, values } = exclusionOf(leftOut(scan));
    try {
      const text = lines.map((line) => `${line}\n`).join('');
      await writeFile(list, text, { encoding: 'latin1', flag: 'wx', mode: 0o600 });
      const members = [{ folder: entry.source, name: '.' }];
      const tell = (rawBytes: number): void => this.#tell(entry.name, rawBytes);
      return await this.#appended({ kind: 'folder', name: entry.name, of: entry.of }, (into) =>
        packMembers(members, { list, values }, into, tell),
      );
    } finally {
      await rm(list, { force: true });
    }
  }

  #told({ name, of }: PlannedEntry, { outward, special }: FolderScan, warnings: readonly string[]): void {
    const links = [...outward].map(([path, target]) => ({ archive: archiveName(name), path, target }));
    this.#outward.push(...links.filter(canBeListed));
    const people = (path: string): string => JSON.stringify(Buffer.from(path, 'latin1').toString());
    this.#warnings.push(
      ...warnings.map((line) => `${of}: ${line}`),
      ...special.map((path) => `${of}: ${people(path)} is neither a file nor a folder and was left out`),
      ...links
        .filter((link) => !canBeListed(link))
        .map(
          ({ path }) =>
            `${of}: ${people(path)}, a link that leads out of it, was left out because of its name`,
        ),
    );
  }

  async #links(): Promise<void> {
    await this.#text('links', linksName, outwardLinksText(this.#outward));
  }

  async #secrets(): Promise<void> {
    const { secrets } = this.#request;
    if (secrets === undefined) return;
    const { passphrase } = secrets;
    // A lab with a certificate of its own has no authority.
    const members = await thoseThere(secrets.members);
    const { packing, chunks } = packMembersHere(
      members.map((path) => ({ folder: dirname(path), name: basename(path) })),
      (rawBytes) => this.#tell(secretsName, rawBytes),
    );
    const what = { kind: 'secrets', name: secretsName, of: '' } as const;
    this.#signal?.addEventListener('abort', packing.kill, { once: true });
    try {
      this.#signal?.throwIfAborted();
      const parts = await this.#tar.addStream(what.name, seal(chunks, passphrase));
      const warnings = this.#done(what, parts, await packing.ended());
      this.#warnings.push(...warnings.map((line) => `${secretsName}: ${line}`));
    } finally {
      this.#signal?.removeEventListener('abort', packing.kill);
      packing.kill();
    }
  }

  async #appended(
    what: Pick<ExportEntry, 'kind' | 'name' | 'of'>,
    pack: (into: OpenFile) => Packing,
  ): Promise<readonly string[]> {
    const { parts, said } = await this.#tar.addAppended(what.name, pack, this.#signal);
    return this.#done(what, parts, said);
  }

  #done(
    what: Pick<ExportEntry, 'kind' | 'name' | 'of'>,
    parts: ExportPart[],
    { rawBytes, warnings }: Packed,
  ): readonly string[] {
    this.#entries.push({ ...what, parts, rawBytes });
    this.#tell(what.name, 0);
    return warnings;
  }

  #tell(entry: string, rawBytes: number): void {
    this.#onProgress({ entry, rawBytes: rawBytesOf(this.#entries) + rawBytes, bytes: this.#tar.bytes });
  }
}

const leftOut = ({ outward, special, asides }: FolderScan): readonly string[] => [
  ...outward.keys(),
  ...special,
  ...asides,
];

const isThere = (path: string): Promise<boolean> => explained('read', path, () => exists(path));

async function thoseThere(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(async (path) => ((await isThere(path)) ? [path] : [])));
  return found.flat();
}

const expectedBytes = ({ snapshot: { folders, databases } }: ExportRequest): number =>
  [...folders, ...databases.map(({ digest }) => digest)].reduce((sum, { bytes }) => sum + bytes, 0);

const cancelled = (): LabError =>
  new LabError('job.cancelled', 'Cancelled: nothing of the export was kept.', { hint: 'Export again.' });

const keepsChanging = (folder: string, link: string): LabError =>
  new LabError(
    'export.failed',
    `${folder} could not be exported: links that lead out of it were made again and again while it was read, as ${JSON.stringify(link)}.`,
    { hint: 'Stop what makes them, or the environment, then export again.' },
  );
