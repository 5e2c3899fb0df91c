import { expect } from 'chai';
import fc from 'fast-check';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';
import { diffLabFiles } from '../../../../src/core/labfile/diff-lab-files.ts';
import { formatLabFile } from '../../../../src/core/labfile/format-lab-file.ts';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';
import type { LabFile } from '../../../../src/core/model/lab-file.ts';

const MiB = 1024 ** 2;
const resources = fc.record({
  memory: fc.integer({ min: 256 * MiB, max: 64 * 1024 * 1024 * MiB }),
  cpus: fc.option(
    fc.integer({ min: 1, max: 10_240 }).map((tenths) => tenths / 10),
    { nil: undefined },
  ),
  pids: fc.integer({ min: 64, max: 65_536 }),
});
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const anyLabFile: fc.Arbitrary<LabFile> = fc.record({
  name: text.filter((it) => it.trim() !== ''),
  domain: fc.constantFrom('lab.localhost', 'data.lab.example.org'),
  tls: fc.constant({ mode: 'internal' as const }),
  environments: fc.record({
    prod: fc.record({
      enabled: fc.boolean(),
      resources: fc.record({ glab: resources, database: resources }),
      variables: fc.dictionary(fc.stringMatching(/^[A-KM-Z][A-Z0-9_]{0,9}$/), text),
    }),
  }),
  images: fc.record({
    registry: fc.constantFrom(undefined, 'mirror.example.org:5000/lab'),
    override: fc.constantFrom<LabFile['images']['override']>(
      {},
      { glab: 'glab:1' },
      { front: 'front:1', database: 'db:1' },
    ),
  }),
});

describe('core/labfile/format-lab-file', () => {
  it('what is written reads back as the same lab', () => {
    fc.assert(
      fc.property(anyLabFile, (labFile) => {
        // A dictionary of fast-check has no prototype.
        const plain = structuredClone(labFile);
        expect(parseLabFile(formatLabFile(labFile))).to.deep.equal({ ok: plain });
      }),
    );
  });

  it('memory is written as people write it', () => {
    expect(formatLabFile(aLabFile())).to.include('memory: 2 GiB').and.include('memory: 1 GiB');
  });
});

describe('core/labfile/diff-lab-files', () => {
  const before = aLabFile('domain: lab.localhost');

  it('two texts of the same lab do not differ', () => {
    expect(
      diffLabFiles(before, aLabFile('# a comment\nenvironments: { prod: { enabled: true } }')),
    ).to.deep.equal([]);
  });

  it('each difference is told with its path, both values and a sentence', () => {
    const after = aLabFile(`domain: lab.example.org
environments:
  prod:
    resources: { glab: { memory: 512 MB } }
    variables: { MODEL: large }`);
    expect(diffLabFiles(before, after)).to.deep.equal([
      {
        path: 'domain',
        before: 'lab.localhost',
        after: 'lab.example.org',
        sentence: 'domain changes from "lab.localhost" to "lab.example.org"',
      },
      {
        path: 'environments.prod.resources.glab.memory',
        before: '2 GiB',
        after: '512 MB',
        sentence: 'environments.prod.resources.glab.memory changes from "2 GiB" to "512 MB"',
      },
      {
        path: 'environments.prod.variables.MODEL',
        before: undefined,
        after: 'large',
        sentence: 'environments.prod.variables.MODEL is set to "large"',
      },
    ]);
    expect(diffLabFiles(after, before).at(-1)!.sentence).to.equal(
      'environments.prod.variables.MODEL is no longer set (it was "large")',
    );
  });
});
