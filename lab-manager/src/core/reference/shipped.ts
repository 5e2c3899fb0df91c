import type { ReferenceSet } from '../model/reference.ts';

/** The small set that comes with the product (`templates/biota`), for labs that name no other. */
export const shippedReference: ReferenceSet = {
  name: 'ncbi-organisms',
  version: '2017.1',
  url: 'shipped:ncbi-organisms.sql',
  bytes: 329_903,
  sha256: 'f37bef78a8cd20bff83f5cb69d30afc0f470c267f6fbd36c3aab6617bd57b4a5',
  builtBytes: 64 * 1024 ** 2,
  licence: 'public domain (United States Government work)',
  origin:
    'NCBI toolkit 6.1.20170106, files taxlist.txt, lineages.txt and gc.prt (National Center for Biotechnology Information)',
};
