import { availableParallelism, hostname } from 'node:os';
import { createResticRepositories } from '../src/adapters/restic/restic-repositories.ts';
import type { RepositoryAccess } from '../src/core/ports/backups.ts';
import { realClock } from '../test/support/real-clock.ts';

/** What one process, which has nothing else to do, is asked to do with a repository, by the manager's own hands. */
export interface Asked {
  program: string;
  cache: string;
  access: RepositoryAccess;
  work:
    | { kind: 'init' }
    | { kind: 'backup'; base: string; path: string; at: number }
    | { kind: 'restore'; snapshot: string; target: string; readsBack: boolean };
}

export interface Done {
  milliseconds: number;
  /** By which the process grew meanwhile, in bytes. */
  grewBy: number;
  snapshot: string | undefined;
}

process.once('message', (asked: Asked) => {
  void answer(asked).then((done) => process.send?.(done));
});

async function answer({ program, cache, access, work }: Asked): Promise<Done> {
  const repositories = createResticRepositories({
    cache,
    environment: process.env,
    hostname: hostname(),
    processors: availableParallelism(),
    clock: realClock,
    program,
  });
  const repository = repositories.open(access);
  // A manager asks once in its life which restic it has.
  await repository.init();
  const before = process.memoryUsage.rss();
  let most = before;
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const began = performance.now();
  const snapshot = await worked();
  const milliseconds = performance.now() - began;
  clearInterval(look);
  return { milliseconds, grewBy: Math.max(most, process.memoryUsage.rss()) - before, snapshot };

  async function worked(): Promise<string | undefined> {
    const ignored = (): void => undefined;
    if (work.kind === 'init') return undefined;
    if (work.kind === 'restore') {
      await repository.restore({ ...work, folder: '/' }, ignored);
      return work.snapshot;
    }
    const { base, path, at } = work;
    const request = { paths: [path], base, leaveOut: [], tags: ['labstead', 'complete'], at };
    return (await repository.backup(request, ignored)).snapshot;
  }
}
