import type { SnapshotManifest } from './backup.ts';

/** The first entry of an export: what is in it, and where each thing belongs. */
export interface ExportManifest {
  format: ExportFormat;
  /** ISO 8601, UTC. */
  writtenAt: string;
  /** Of what was staged for it: its databases with their digests, its folders, what was left out. */
  snapshot: SnapshotManifest;
  /** The images that the lab ran from, with their digests. */
  images: readonly string[];
  /** In the order in which they lie in the tar. */
  entries: readonly ExportEntry[];
}

/** A reader refuses a newer `major`; what a newer `minor` adds it may leave aside. */
export interface ExportFormat {
  major: number;
  minor: number;
}

export type ExportEntryKind = 'lab-file' | 'folder' | 'database' | 'links' | 'secrets' | 'warnings';

export interface ExportEntry {
  kind: ExportEntryKind;
  /** Of the entry in the tar; one that was split lies there in parts with this name and a number. */
  name: string;
  /** What it is put back as: a path below the data root, or of a database the name of its service. */
  of: string;
  parts: readonly ExportPart[];
  /** Bytes of what the parts hold when they are unpacked: a tar, or the file itself. */
  rawBytes: number;
}

export interface ExportPart {
  name: string;
  bytes: number;
}

/** An entry as it is to be written. */
export type PlannedEntry = { name: string; of: string } & (
  | { kind: 'lab-file'; text: string }
  /** `source`: absolute. */
  | { kind: 'folder'; source: string }
  | { kind: 'database'; source: string }
);

/** A link of a folder that leads out of it: it lies in no archive, and is put back by itself. */
export interface OutwardLink {
  /** The folder's archive, without the end of its name: `volumes/prod-data`. */
  archive: string;
  /** Below that folder. */
  path: string;
  target: string;
}
