import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { edgeFileText } from '../../core/desired/edge-files.ts';
import { labPaths } from '../../core/desired/paths.ts';
import { environmentNames } from '../../core/model/lab-file.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { sha256 } from '../../core/sha256.ts';
import type { Owner } from '../../core/model/desired-state.ts';
import type { Clock, LabFiles } from '../../core/ports.ts';
import { CertificateFiles } from '../certificates/certificate-files.ts';
import { aside } from './aside.ts';
import { BrickDataFolders } from './bricks/brick-data.ts';
import { BrickReader, type BrickPlace } from './bricks/read-bricks.ts';
import { ensureDirectory, look } from './directories.ts';
import { deepestThere } from './deepest-there.ts';
import { diskSpace } from './disk-space.ts';
import { explained } from './files-error.ts';
import { FolderCounter } from './folder-counter.ts';
import { FolderSizes } from './folder-sizes.ts';
import { keepLabFileBeside, readLabFile, watchLabFile, writeLabFile } from './lab-file.ts';
import { fetchReference, type FetchPlaces } from './reference/fetch-reference.ts';
import { observeArchives, observeGenerations, removeGeneration } from './reference/generations.ts';
import { RoutesFile } from './routes-file.ts';
import { createSecret } from './secrets.ts';

export interface LabFilesOptions {
  /** The data root. */
  home: string;
  /** Whose process reads the leaf's key. */
  edgeOwner: Owner;
  clock: Clock;
  /** Where the reference sets lie that come with the product. */
  shipped: string;
  /** The manager stops: what it counts ends. */
  stop?: AbortSignal;
  /** For tests: patience with a server of reference data. */
  fetching?: Pick<FetchPlaces, 'pauses' | 'stallMs'>;
}

/** All that the lab keeps in files, each kind by its own hand, behind the one port. */
export function createLabFiles({
  home,
  edgeOwner,
  clock,
  shipped,
  fetching = {},
  stop = new AbortController().signal,
}: LabFilesOptions): LabFiles {
  const paths = labPaths(home);
  const { labFile, authority, edgeCertificates, edgeDynamic, edgeLastGood, biota, biotaArchives } = paths;
  const routes = new RoutesFile(edgeDynamic, edgeLastGood);
  const certificates = new CertificateFiles({
    authority,
    published: edgeCertificates,
    keyOwner: edgeOwner,
    clock,
  });

  const counter = new FolderCounter(stop);
  const bricks = new BrickReader(() => clock.now());
  const brickData = new BrickDataFolders(
    environmentNames.map((name) => ({
      environment: name,
      folder: paths.environment(name).brickData,
    })),
    new FolderSizes({ clock, count: (path) => counter.size(path) }),
  );

  return {
    async observe(question) {
      const [directories, secrets, certificate, authority, published, generations, archives, data] =
        await Promise.all([
          look(question.directories, 'directory'),
          look(question.secrets, 'file'),
          certificates.observe(),
          certificates.observeAuthority(),
          routes.observe(),
          observeGenerations(biota),
          observeArchives(biotaArchives),
          brickData.observe(),
        ]);
      return {
        directories,
        secrets,
        certificate,
        authority,
        ...published,
        generations,
        archives,
        brickData: data,
      };
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
    fetchReference: (fetch) => fetchReference({ archives: biotaArchives, shipped, ...fetching }, fetch),
    async removeArchive(archive) {
      const path = join(biotaArchives, basename(archive));
      await explained('remove', path, () => rm(path, { force: true }));
    },
    removeGeneration: (id) => removeGeneration(biota, basename(id)),
    removeBrickData: (environment, name) => brickData.remove(environment, name),
    readBricks: () => bricks.read(brickPlaces(paths)),
    readLabFile: () => readLabFile(labFile),
    writeLabFile: (text) => writeLabFile(labFile, text),
    keepLabFileBeside: (at) => keepLabFileBeside(labFile, at),
    folderSize: (path, signal) => counter.size(path, signal),
    watchLabFile: (signal) => watchLabFile(labFile, signal),
    ...aside(home),
    diskSpace: (path) =>
      explained('measure the disk of', path, async () => {
        // One that is gone, as with the disk that it lay on, is not the folder that is there in its place.
        await stat(home);
        return diskSpace(await deepestThere(path));
      }),
  };
}

function brickPlaces({ environment, codelab }: ReturnType<typeof labPaths>): BrickPlace[] {
  return [
    ...environmentNames.map((name) => ({
      environment: name,
      place: 'installed' as const,
      folder: environment(name).bricks,
    })),
    { environment: 'dev', place: 'workspace', folder: join(codelab.workspace, 'bricks') },
  ];
}
