import { statfs } from 'node:fs/promises';
import { edgeFileText } from '../../core/desired/edge-files.ts';
import { labPaths } from '../../core/desired/paths.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { sha256 } from '../../core/sha256.ts';
import type { Owner } from '../../core/model/desired-state.ts';
import type { Clock, LabFiles } from '../../core/ports.ts';
import { CertificateFiles } from '../certificates/certificate-files.ts';
import { ensureDirectory, look } from './directories.ts';
import { filesError } from './files-error.ts';
import { keepLabFileBeside, readLabFile, watchLabFile, writeLabFile } from './lab-file.ts';
import { RoutesFile } from './routes-file.ts';
import { createSecret } from './secrets.ts';

export interface LabFilesOptions {
  /** The data root. */
  home: string;
  /** Whose process reads the leaf's key. */
  edgeOwner: Owner;
  clock: Pick<Clock, 'now'>;
}

export function createLabFiles({ home, edgeOwner, clock }: LabFilesOptions): LabFiles {
  const { labFile, authority, edgeCertificates, edgeDynamic, edgeLastGood } = labPaths(home);
  const routes = new RoutesFile(edgeDynamic, edgeLastGood);
  const certificates = new CertificateFiles({
    authority,
    published: edgeCertificates,
    keyOwner: edgeOwner,
    clock,
  });

  return {
    async observe(question) {
      const [directories, secrets, certificate, authority, published] = await Promise.all([
        look(question.directories, 'directory'),
        look(question.secrets, 'file'),
        certificates.observe(),
        certificates.observeAuthority(),
        routes.observe(),
      ]);
      return { directories, secrets, certificate, authority, ...published };
    },
    ensureDirectory,
    createSecret,
    issueCertificate: (certificate) => certificates.issue(certificate.names),
    async publishRoutes(table, digest) {
      const text = edgeFileText(table);
      if (sha256(text) !== digest)
        throw new LabError('edge.invalid_routes', 'The routes changed while they were being published.', {
          hint: 'Nothing was written; the next look publishes them.',
        });
      await routes.publish(text);
    },
    readLabFile: () => readLabFile(labFile),
    writeLabFile: (text) => writeLabFile(labFile, text),
    keepLabFileBeside: (at) => keepLabFileBeside(labFile, at),
    watchLabFile: (signal) => watchLabFile(labFile, signal),
    async diskSpace(path) {
      try {
        const { bavail, blocks, bsize, ffree } = await statfs(path);
        return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeInodes: ffree };
      } catch (error) {
        throw filesError('measure the disk of', path, error);
      }
    },
  };
}
