import { owners } from '../../core/desired/owners.ts';
import type { LabExports } from '../../core/ports.ts';
import { checkExport, frontOf } from './check-export.ts';
import { discardPartial } from './tar-writer.ts';
import { unpackExport } from './unpack-export.ts';
import { writeExport, type WriteOptions } from './write-export.ts';

const all = Object.values(owners);
const labOwners = {
  uids: [...new Set(all.map(({ uid }) => uid))],
  gids: [...new Set(all.map(({ gid }) => gid))],
};

/** By tar, zstd and find in processes of their own: small files never come by here one by one. */
export function createLabExports(made: WriteOptions): LabExports {
  const { links } = made;
  return {
    write: (request, onProgress, signal) => writeExport(made, request, onProgress, signal),
    discard: discardPartial,
    front: frontOf,
    check: (file, limits, onProgress, options = {}) =>
      checkExport(file, limits, onProgress, { ...options, links }),
    unpack: (file, request, onProgress, signal) =>
      unpackExport({ labOwners }, file, request, onProgress, signal),
  };
}
