import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { testRun, testRunLabel } from './reaper.ts';
import type { EngineApi } from './test-engine-api.ts';

/** Makes `tag` an image that is `from` but for its health check, which runs `check` every second. */
export async function imageWithCheck(
  engine: EngineApi,
  tag: string,
  from: string,
  check: readonly string[],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'labstead-image-'));
  try {
    const healthcheck = `HEALTHCHECK --interval=1s --timeout=5s --retries=2 CMD ${JSON.stringify(check)}`;
    await writeFile(join(folder, 'Dockerfile'), `FROM ${from}\n${healthcheck}\n`);
    const query = new URLSearchParams({ t: tag, labels: JSON.stringify({ [testRunLabel]: testRun }) });
    const said = await engine.post<unknown>(
      `/build?${query}`,
      create({ cwd: folder, portable: true }, ['.']),
    );
    if (JSON.stringify(said).includes('errorDetail')) throw new Error(`build of ${tag}: ${String(said)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
