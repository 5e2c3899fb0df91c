import { expect } from 'chai';
import type { FigurePoint } from '../../../../src/core/model/figures.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { FiguresWatch, type FiguresTiming } from '../../../../src/engine/figures/figures-watch.ts';
import type { FolderSizes } from '../../../../src/engine/figures/now.ts';
import type { Reading } from '../../../../src/engine/figures/sampler.ts';
import { counted } from '../../../support/builders/counted.ts';
import { eventually } from '../../../support/eventually.ts';
import { TestClock } from '../../../support/test-clock.ts';

const minute = 60_000;

describe('engine/figures/figures-watch', () => {
  let clock: TestClock;
  let written: FigurePoint[][];
  let storeFails: boolean;
  let readings: number;
  let hold: Promise<void> | undefined;
  let memoryBytes: number;
  let folders: Map<string, FolderSizes>;
  let errors: unknown[];
  let watch: FiguresWatch;
  let stop: AbortController;
  let running: Promise<void>;
  let changes: number;

  beforeEach(() => {
    clock = new TestClock();
    [written, storeFails, readings, hold, memoryBytes] = [[], false, 0, undefined, 10];
    [folders, errors, stop, changes] = [new Map(), [], new AbortController(), 0];
    running = Promise.resolve();
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  const made = (timing: Partial<FiguresTiming> = {}) => {
    watch = new FiguresWatch({
      sampler: { read },
      history: {
        append: (points) => {
          if (storeFails) throw new LabError('disk.low', 'Full.');
          written.push([...points]);
        },
        of: (subject, since) =>
          written.flat().filter((point) => point.subject === subject && point.minute >= since),
      },
      clock,
      folders: () => folders,
      onUnexpected: (error) => errors.push(error),
      timing: { idleMs: 100_000, watchedMs: 2, freshMs: 1500, patienceMs: 20, minutesAtOnce: 3, ...timing },
    });
    return watch;
  };
  const run = () => (running = watch.run(() => (changes += 1), stop.signal));
  async function read(): Promise<Reading> {
    readings += 1;
    await hold;
    return {
      at: clock.now(),
      seconds: 30,
      figures: new Map([['machine', { load: readings }]]),
      counters: new Map([['prod-glab', counted({ memoryBytes })]]),
      machine: undefined,
      disks: [],
    };
  }
  const pass = async (minutes: number) => {
    for (let passed = 0; passed < minutes; passed += 1) {
      clock.pass(minute);
      await watch.now();
    }
  };

  it('reads once at the start and seldom afterwards, while nobody looks', async () => {
    made();
    void run();
    await eventually(() => watch.latest.at !== undefined, 1000, 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(readings).to.equal(1);
  });

  it('reads often as long as anybody watches, and tells them each time', async () => {
    made({ freshMs: 0 });
    void run();
    await eventually(() => readings === 1, 1000, 1);
    let told = 0;
    const unwatch = watch.onReading(() => (told += 1));
    await eventually(() => told >= 5, 1000, 1);
    unwatch();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = readings;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(readings - before).to.be.at.most(1);
  });

  it('who asks gets a new reading, all who ask at once the same, and within a moment the one before', async () => {
    made();
    await Promise.all([watch.now(), watch.now(), watch.now()]);
    expect(readings).to.equal(1);
    clock.pass(1000);
    await watch.now();
    expect(readings).to.equal(1);
    clock.pass(1000);
    await watch.now();
    expect(readings).to.equal(2);
  });

  it('of an engine that hangs, who asks gets what was known before, and soon', async () => {
    made();
    await watch.now();
    const known = watch.latest.at;
    clock.pass(minute);
    let letGo: () => void = () => undefined;
    hold = new Promise((resolve) => (letGo = resolve));
    expect((await watch.now()).at).to.equal(known);
    letGo();
  });

  it('minutes are written several at once, and before that they are in the history too', async () => {
    made();
    const began = clock.now();
    await watch.now();
    await pass(3);
    expect(written).to.have.lengthOf(1);
    expect(written[0]).to.have.lengthOf(3);
    await pass(2);
    expect(written).to.have.lengthOf(1);
    const { values } = watch.history('machine', began);
    expect(values.get('load')).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('a minute without a reading is a gap', async () => {
    made();
    const began = clock.now();
    await watch.now();
    clock.pass(3 * minute);
    await watch.now();
    await pass(1);
    expect(watch.history('machine', began).values.get('load')).to.deep.equal([1, undefined, undefined, 2]);
  });

  it('what is open when the manager stops is written', async () => {
    made();
    void run();
    await eventually(() => watch.latest.at !== undefined, 1000, 1);
    stop.abort();
    await running;
    expect(written.flat()).to.have.lengthOf(1);
  });

  it('a store that can’t be written to stops nothing, and gets the minutes once it can', async () => {
    made();
    storeFails = true;
    await watch.now();
    await pass(6);
    expect(errors.length).to.be.greaterThan(0);
    storeFails = false;
    await pass(1);
    expect(written.flat()).to.have.lengthOf(7);
  });

  it('of a store that fails for long, what waits is bounded', async () => {
    made();
    storeFails = true;
    await watch.now();
    await pass(200);
    storeFails = false;
    await pass(1);
    expect(written.flat().length).to.be.within(55, 65);
  });

  it('nor does a clock that is set back meanwhile make it more', async () => {
    made();
    storeFails = true;
    await watch.now();
    await pass(100);
    clock.skew(-10 * 24 * 60 * minute);
    await pass(100);
    storeFails = false;
    await pass(1);
    expect(written.flat().length).to.be.within(55, 65);
  });

  it('what the folders take is part of the environment’s figures', async () => {
    made();
    folders.set('prod', { data: 5, database: undefined, at: 1 });
    await watch.now();
    expect(watch.latest.figures.get('prod')).to.deep.equal({ data: 5 });
  });

  it('a service close to its limit for a quarter of an hour is told, once', async () => {
    made({ idleMs: 1, freshMs: 0 });
    memoryBytes = 990;
    void run();
    await eventually(() => watch.latest.at !== undefined, 1000, 1);
    expect(watch.pressure.size).to.equal(0);
    clock.pass(16 * minute);
    await eventually(() => changes === 1, 1000, 1);
    expect([...watch.pressure.keys()]).to.deep.equal(['prod-glab']);
    const seen = readings;
    await eventually(() => readings > seen + 3, 1000, 1);
    expect(changes).to.equal(1);
  });

  it('an error nobody expected ends no watching', async () => {
    made({ idleMs: 1, freshMs: 0 });
    hold = Promise.reject(new TypeError('a bug'));
    hold.catch(() => undefined);
    void run();
    await eventually(() => errors.length > 1, 1000, 1);
    hold = undefined;
    await eventually(() => watch.latest.at !== undefined, 1000, 1);
  });
});
