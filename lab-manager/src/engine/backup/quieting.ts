import { brickBackups, type BrickBackup } from '../../core/bricks/backup-ways.ts';
import { belongsTo, kindOfService } from '../../core/bricks/service-names.ts';
import type { BrickFolder } from '../../core/model/brick.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ObservedContainer } from '../../core/model/observed-state.ts';
import { containerName } from '../../core/names.ts';
import type { ContainerEngine } from '../../core/ports.ts';
import type { QuietService } from '../../jobs/backup-work.ts';

export interface QuietingOptions {
  engine: ContainerEngine;
  labId: string;
  /** As of the newest look. */
  bricks(): readonly BrickFolder[];
  stopGraceSeconds(service: string): number;
  startTimeoutSeconds(service: string): number;
}

/** Keeps bricks from writing while their files are read, as they ask for it, and lets them go on as they were. */
export class Quieting {
  readonly #options: QuietingOptions;

  constructor(options: QuietingOptions) {
    this.#options = options;
  }

  /** Whether any brick asks for it, running or not. */
  isAsked(): boolean {
    const { asked } = brickBackups(this.#options.bricks());
    return asked.some(({ mode, freeze }) => mode !== 'hot' || freeze !== undefined);
  }

  /** Of what runs: what is stopped already stays so. Frozen first, since what is paused can't be asked for anything. */
  services(containers: readonly ObservedContainer[]): {
    quiet: readonly QuietService[];
    refused: readonly string[];
  } {
    const { asked, refused } = brickBackups(this.#options.bricks());
    const running = containers
      .filter(({ ours, state }) => ours && state === 'running')
      .flatMap(({ service }) => service ?? []);
    const frozen = asked
      .filter(({ environment, freeze }) => freeze !== undefined && running.includes(`${environment}-glab`))
      .map((it): QuietService => ({ name: nameOf(it), way: 'freeze' }));
    const held = asked.flatMap(({ environment, brick, mode }) =>
      mode === 'hot'
        ? []
        : running
            .filter(
              (service) => kindOfService(service) === 'app' && belongsTo(service, { environment, brick }),
            )
            .map((name): QuietService => ({ name, way: mode })),
    );
    return { quiet: [...frozen, ...held], refused };
  }

  async quiet({ name, way }: QuietService, signal: AbortSignal): Promise<void> {
    const { engine, stopGraceSeconds } = this.#options;
    if (way === 'freeze') return this.#run(name, 'freeze', signal);
    if (way === 'pause') return engine.pauseContainer(this.#container(name));
    await engine.stopContainer(this.#container(name), stopGraceSeconds(name));
  }

  async wake({ name, way }: QuietService): Promise<void> {
    const { engine, startTimeoutSeconds } = this.#options;
    if (way === 'freeze') return this.#run(name, 'thaw');
    if (way === 'pause') return engine.unpauseContainer(this.#container(name));
    await engine.startContainer(this.#container(name));
    await engine.waitHealthy(this.#container(name), startTimeoutSeconds(name));
  }

  /** A glab that was stopped meanwhile holds nothing frozen any more. */
  async #run(name: string, what: 'freeze' | 'thaw', signal?: AbortSignal): Promise<void> {
    const brick = brickBackups(this.#options.bricks()).asked.find((one) => nameOf(one) === name);
    const argv = brick?.[what];
    if (brick === undefined || argv === undefined) return;
    const glab = this.#container(`${brick.environment}-glab`);
    try {
      const { exitCode, stdout, stderr } = await this.#options.engine.exec(glab, argv, brick.seconds, signal);
      if (exitCode === 0) return;
      const said = lastLine(stderr) ?? lastLine(stdout) ?? 'it said nothing';
      throw new LabError(
        'backup.hook_failed',
        `${name} could not ${what}: its command ended with ${exitCode}, and ${said}.`,
        {
          hint: `Try it in its environment: ${argv.join(' ')}`,
        },
      );
    } catch (error) {
      const isGone =
        error instanceof LabError && ['container.not_running', 'docker.not_found'].includes(error.code);
      if (!isGone || what === 'freeze') throw error;
    }
  }

  #container(service: string): string {
    return containerName(this.#options.labId, service);
  }
}

const nameOf = ({ environment, brick }: Pick<BrickBackup, 'environment' | 'brick'>): string =>
  `${environment}/${brick}`;

const lastLine = (text: string): string | undefined => {
  const line = text.trimEnd().split('\n').at(-1)?.trim();
  return line === undefined || line === '' ? undefined : `its last words are “${line.slice(0, 200)}”`;
};
