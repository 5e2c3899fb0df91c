import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { HostLab } from './host-lab.ts';

export interface Dying {
  /** Resolves once the lab has come to its end without dying; `over`: it died. */
  settled(over: AbortSignal): Promise<'settled'>;
  /** The manager is down then; `met`: where it has died up to now. */
  afterDeath?(met: readonly string[]): Promise<void> | void;
  environment?: Readonly<Record<string, string>>;
  /** Points at which it doesn't die: others tell the same. */
  spared?: readonly string[];
}

/** Starts the manager again and again until one run ends all jobs without dying; answers where it died. */
export async function dieAtEachPoint(lab: HostLab, dying: Dying): Promise<string[]> {
  const points = join(lab.home, 'met-points');
  const { spared = [] } = dying;
  const met = async () => (await readFile(points, 'utf8')).trim().split('\n').slice(spared.length);
  await rm(points, { force: true });
  if (spared.length > 0) await writeFile(points, spared.map((point) => `${point}\n`).join(''));
  for (let lives = 0; lives < 400; lives += 1) {
    lab.start({ ...dying.environment, LABSTEAD_FAIL_POINT: `each:${points}` });
    const over = new AbortController();
    const fate = await Promise.race([lab.ended(120_000), dying.settled(over.signal)]);
    over.abort();
    if (fate === 'settled') {
      await lab.kill('SIGTERM');
      return met();
    }
    expect(fate, await lab.tail()).to.deep.equal({ code: null, signal: 'SIGKILL' });
    await dying.afterDeath?.(await met());
  }
  throw new Error(`it never came to an end:\n${await lab.tail()}`);
}
