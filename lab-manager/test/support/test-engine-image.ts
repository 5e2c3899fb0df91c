import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { testRun, testRunLabel } from './reaper.ts';
import type { EngineApi } from './test-engine-api.ts';
import { unpackedPackages } from './test-engine-cache.ts';

/** Images of 2 MB, made without a registry from Debian's static busybox. */
export interface TestImages {
  /** No health check. */
  plain: string;
  healthy: string;
  /** Passes its check at once; the engine's first one is an hour away. */
  prompt: string;
  /** Says `the database says no`. */
  sick: string;
  /** Passes its check once /tmp/ready is there; the engine's first one is an hour away. */
  late: string;
  /** Fails its check for an hour. */
  slow: string;
}

const programs = [
  'sh',
  'sleep',
  'echo',
  'true',
  'false',
  'cat',
  'dd',
  'yes',
  'head',
  'wget',
  'date',
  'tr',
  'tail',
  'nslookup',
  'chmod',
];

const checks: Record<keyof TestImages, string[]> = {
  plain: [],
  healthy: ['HEALTHCHECK --interval=1s --timeout=5s CMD ["/bin/true"]'],
  sick: [
    'HEALTHCHECK --interval=1s --timeout=5s --retries=1 CMD ["/bin/sh","-c","echo the database says no; exit 1"]',
  ],
  prompt: ['HEALTHCHECK --interval=1h CMD ["/bin/true"]'],
  late: ['HEALTHCHECK --interval=1h CMD ["/bin/sh","-c","[ -e /tmp/ready ]"]'],
  slow: ['HEALTHCHECK --interval=1h CMD ["/bin/false"]'],
};

export async function makeTestImages(engine: EngineApi): Promise<TestImages> {
  const root = await busyboxRoot();
  try {
    const repository = `labstead-test/${testRun}`;
    const images = Object.fromEntries(Object.keys(checks).map((name) => [name, `${repository}:${name}`]));
    for (const [name, changes] of Object.entries(checks)) {
      await importImage(engine, root, repository, name, changes);
    }
    return images as Record<keyof TestImages, string>;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

export async function importImage(
  engine: EngineApi,
  root: string,
  repository: string,
  tag: string,
  changes: readonly string[],
): Promise<void> {
  const all = [
    ...changes,
    `LABEL ${testRunLabel}=${testRun}`,
    'ENV PATH=/bin',
    'CMD ["/bin/sleep","1000000"]',
  ];
  const query = new URLSearchParams({ fromSrc: '-', repo: repository, tag });
  for (const change of all) query.append('changes', change);
  const answer = await engine.post<unknown>(
    `/images/create?${query}`,
    create({ cwd: root, portable: true }, ['.']),
  );
  if (JSON.stringify(answer).includes('errorDetail')) throw new Error(`import of ${tag}: ${String(answer)}`);
}

export async function busyboxRoot(): Promise<string> {
  const packages = await unpackedPackages('busybox', ['busybox-static']);
  const root = await mkdtemp(join(tmpdir(), 'labstead-busybox-'));
  await mkdir(join(root, 'bin'));
  await mkdir(join(root, 'tmp'));
  const binary = join(root, 'bin/busybox');
  await copyFile(join(packages, 'bin/busybox'), binary);
  await chmod(binary, 0o755);
  for (const program of programs) await symlink('busybox', join(root, 'bin', program));
  return root;
}
