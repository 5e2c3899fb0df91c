import { expect } from 'chai';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';
import { diffLabFiles } from '../../../../src/core/labfile/diff-lab-files.ts';

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
