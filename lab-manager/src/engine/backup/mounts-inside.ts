import { join } from 'node:path';
import { databaseFolders, environmentSources } from '../../core/backup/backup-sources.ts';
import { mountView, unlikeMounts, type MountView } from '../../core/backup/mount-view.ts';
import type { UnlikeDisk } from '../../core/backup/mounts-below.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { ObservedContainer } from '../../core/model/observed-state.ts';
import { isWithin } from '../../core/mountinfo.ts';
import { containerName } from '../../core/names.ts';
import type { BackupSources, ContainerEngine } from '../../core/ports.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';

export interface MountsInsideOptions {
  engine: Pick<ContainerEngine, 'exec'>;
  sources: Pick<BackupSources, 'mountinfo'>;
  home: string;
  labId: string;
  services(): readonly DesiredService[];
  /** Looks anew. */
  containers(): Promise<readonly ObservedContainer[]>;
}

const seconds = 10;

/**
 * Where a container that runs has another disk than the manager. A container sees what was mounted when it
 * started: of a disk that came or went since, the one that reads for a snapshot knows nothing.
 */
export const mountsInside =
  ({ engine, sources, home, labId, services, containers }: MountsInsideOptions) =>
  async (report: StepReport, signal: AbortSignal): Promise<readonly UnlikeDisk[]> => {
    const running = (await containers()).filter(({ ours, state }) => ours && state === 'running');
    const own = await sources.mountinfo();
    const found = new Map<string, string>();
    for (const { name, spec } of services()) {
      const shared = spec.mounts.flatMap(({ source, target }) => {
        const one =
          environmentSources.find(({ path }) => join(home, path) === source) ??
          databaseFolders.find(({ path }) => isWithin(source, join(home, path)));
        return one === undefined ? [] : [{ words: one.words, source, target }];
      });
      const container = containerName(labId, name);
      if (shared.length === 0 || !running.some((one) => one.name === container)) continue;
      const theirs = await seenIn(engine, container, report, signal);
      const unlike = shared.flatMap(({ words, source, target }) =>
        unlikeAt(mountView(own, source), mountView(theirs, target)).map((path) => ({
          at: join(source, path),
          words,
        })),
      );
      // Several may have one folder; the first of them stands for all.
      for (const { at, words } of unlike) found.set(at, found.get(at) ?? unlikeWords(words, at, name, labId));
    }
    return [...found].map(([at, words]) => ({ at, words }));
  };

/** Of what somebody can't say nothing is known. */
const unlikeAt = (here: MountView | undefined, there: MountView | undefined): readonly string[] =>
  here === undefined || there === undefined ? [] : unlikeMounts(here, there);

async function seenIn(
  engine: Pick<ContainerEngine, 'exec'>,
  container: string,
  report: StepReport,
  signal: AbortSignal,
): Promise<string> {
  try {
    const { exitCode, stdout } = await engine.exec(
      container,
      ['cat', '/proc/self/mountinfo'],
      seconds,
      signal,
    );
    if (exitCode === 0) return stdout;
    report.log(`${container} can’t say which disks it sees.`);
  } catch (error) {
    if (signal.aborted) throw error;
    report.log(`${container} can’t say which disks it sees: ${toLabError(error).message}`);
  }
  return '';
}

const unlikeWords = (words: string, path: string, service: string, labId: string): string =>
  `Of ${words}, ${service} has another disk at ${path} than the lab manager: one was mounted or unmounted there since they started. Once the right one is mounted, restart both: docker restart ${labId}-lab-manager, then labctl restart ${service}.`;
