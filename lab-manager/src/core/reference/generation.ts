import type { ReferenceSet } from '../model/reference.ts';

/** Folder of a built set. The same version with other content is another generation. */
export function generationOf({ name, version, sha256 }: ReferenceSet): string {
  return `${name}-${version}-${sha256.slice(0, 8)}`;
}

/** Name of the downloaded file: only the right content has it. */
export function archiveOf({ sha256 }: ReferenceSet): string {
  return `${sha256}.sql`;
}

/** `ncbi-organisms 2017.1` */
export function titleOf({ name, version }: Pick<ReferenceSet, 'name' | 'version'>): string {
  return `${name} ${version}`;
}
