import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { LabFiles } from '../../../src/core/ports.ts';
import { LabError } from '../../../src/core/model/lab-error.ts';
import type { LabEvent, LabOptions } from '../../../src/engine/lab-options.ts';
import { eventually } from '../../support/eventually.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

const [first, second] = ['name: One\n', 'name: One\ndomain: other.example.org\n'];

describe('engine/run-lab', () => {
  const bench = useRunningLab();
  const lab = () => bench.running.lab;
  const { root } = bench;
  let events: LabEvent[];

  const looks = (type: LabEvent['type'] = 'looked') => events.filter((event) => event.type === type);
  const newest = () => lab().labFile().version;
  /** Whole, as editors do: a look in between would see half of it. */
  const write = async (text: string) => {
    await writeFile(root.at('.lab.yaml'), text);
    await rename(root.at('.lab.yaml'), root.at('lab.yaml'));
  };

  async function start(
    everyMs: number,
    files: Partial<LabFiles> = {},
    more: Pick<LabOptions, 'mostLookMs'> = {},
  ): Promise<void> {
    events = [];
    await bench.start(first, {
      ...more,
      files: { ...root.files, ...files, readLabFile: () => (files.readLabFile ?? root.files.readLabFile)() },
      onEvent: (event) => events.push(event),
      timing: { everyMs, settleMs: 1, blind: { firstMs: 60_000, mostMs: 60_000 } },
    });
  }

  async function apply(): Promise<void> {
    const requestedBy = { actor: 'ada', via: 'cli', requestId: undefined } as const;
    bench.running.runner.ask({ kind: 'apply', params: { target: 'lab' }, requestedBy, whenBusy: 'wait' });
    await bench.running.runner.idle();
  }

  describe('with nobody who tells of an edit by hand', () => {
    const deaf: Partial<LabFiles> = {
      // eslint-disable-next-line require-yield -- as where the machine has no watches left
      async *watchLabFile() {
        await Promise.resolve();
        throw new LabError('files.failed', 'no watches left');
      },
    };

    it('the plan is of lab.yaml as it is now', async () => {
      await start(60_000, deaf);
      await write(second);
      expect((await lab().plan()).map(({ operation }) => operation.kind)).to.include('issueCertificate');
      expect(newest()).to.include({ version: 2, author: 'lab.yaml', text: second });
      expect(lab().heldTo().version.version).to.equal(1);
    });

    it('an apply takes lab.yaml as it is now', async () => {
      await start(60_000, deaf);
      await write(second);
      await apply();
      expect(lab().heldTo().parsed.domain).to.equal('other.example.org');
    });

    it('the next look takes it, or tells once what is wrong with it, and another look writes nothing', async () => {
      await start(10, deaf);
      await write(second);
      await eventually(() => newest().version === 2, 5000);
      const { mtimeMs } = await stat(root.at('lab.yaml'));
      const before = looks().length;
      await eventually(() => looks().length > before + 3, 5000);
      expect([newest().version, (await stat(root.at('lab.yaml'))).mtimeMs]).to.deep.equal([2, mtimeMs]);

      await write('name: [never closed\n');
      await eventually(() => looks('labFileBroken').length > 0, 5000);
      const then = looks().length;
      await eventually(() => looks().length > then + 3, 5000);
      expect([newest().version, looks('labFileBroken').length]).to.deep.equal([2, 1]);
      expect(
        lab()
          .status()
          .problems.map(({ id }) => id),
      ).to.include('lab-file-invalid');
    });
  });

  it('a lab.yaml that can’t be read is told, and the lab is looked after all the same', async () => {
    await start(10);
    await rm(root.at('lab.yaml'));
    await mkdir(root.at('lab.yaml'));
    await eventually(() => looks('labFileBroken').length > 0, 5000);
    const before = looks().length;
    await eventually(() => looks().length > before + 1, 5000);
    expect(looks('blind')).to.deep.equal([]);
    const told = lab()
      .status()
      .problems.find(({ id }) => id === 'lab-file-invalid');
    expect(told?.message).to.contain(root.at('lab.yaml'));
  });

  it('a doctor who meets an engine that does not answer forgets what was known of it, and has it tried again', async () => {
    await start(60_000);
    expect(lab().engineFacts()).to.have.property('version');
    const observe = bench.engine.observe.bind(bench.engine);
    const gone = new LabError('docker.unreachable', 'Docker can’t be reached');
    bench.engine.observe = () => Promise.reject(gone);
    const checks = await lab().doctor();
    expect(checks.some(({ status }) => status === 'unknown')).to.equal(true);
    expect(lab().engineFacts()).to.equal(undefined);
    bench.engine.observe = observe;
    // Nothing else would have waked the loop within its minute.
    await eventually(() => lab().status().state !== 'unknown', 5000);
    expect(lab().engineFacts()).to.have.property('version');
  });

  it('a disk that never answers is told, and nothing is held for seen meanwhile', async () => {
    const files: Partial<LabFiles> = {};
    await start(10, files, { mostLookMs: 1000 });
    files.readLabFile = () => new Promise(() => undefined);
    await eventually(() => lab().status().state === 'unknown', 5000);
    const failed = await lab()
      .plan()
      .catch((error: unknown) => error);
    expect(failed).to.have.property('message', 'Looking at the lab took more than 1 s.');
  });

  it('a look that failed is told with the time it took', async () => {
    await start(10);
    bench.engine.observe = () =>
      new Promise((_resolve, reject) => {
        const gone = new LabError('docker.unreachable', 'Docker can’t be reached');
        setTimeout(() => reject(gone), 30);
      });
    await eventually(() => looks('blind').length > 0, 5000);
    expect(looks('blind')[0]).to.have.property('milliseconds').that.is.within(25, 5000);
  });
});
