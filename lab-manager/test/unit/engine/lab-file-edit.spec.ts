import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { AcceptedLabFile } from '../../../src/engine/accepted-lab-file.ts';
import { labFileEdit } from '../../../src/engine/lab-file-edit.ts';
import { realClock } from '../../support/real-clock.ts';
import { refused } from '../../support/refused.ts';
import { useTempFiles } from '../../support/temp-files.ts';
import { useTempStore } from '../../support/temp-store.ts';

describe('engine/lab-file-edit', () => {
  const root = useTempFiles();
  const temp = useTempStore();

  it('carries nobody else’s edit out that came between its plan and its step', async () => {
    const store = temp.open();
    await writeFile(root.at('lab.yaml'), 'name: Lab\n');
    const labFiles = new AcceptedLabFile(store, root.files, realClock);
    await labFiles.takeFromDisk();
    store.labFiles.setApplied(1, realClock.now());
    const edit = labFileEdit({ labFiles, users: store.users, takeLabFile: () => labFiles.takeFromDisk() });
    const job = {
      requestedBy: { actor: 'user-1', via: 'cli', requestId: undefined },
      steps: [] as Job['steps'],
    } as Job;
    const step = await edit.setEnabledStep(job, 'dev', true);
    await labFiles.accept('name: Another\n', { author: 'Ada', via: 'console' }, 1);
    const report = { progress: () => undefined, log: () => undefined };
    await refused('labfile.conflict', () => step!.do(report, new AbortController().signal));
    expect(labFiles.newest().version.text).to.equal('name: Another\n');
  });
});
