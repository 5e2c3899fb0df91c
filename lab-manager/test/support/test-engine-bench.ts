import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerEngine } from '../../src/adapters/docker/docker-engine.ts';
import type { ContainerEngine } from '../../src/core/ports.ts';
import type { EngineBench, Program } from '../conformance/container-engine.suite.ts';
import { runDirectory, testRun, testRunLabel } from './reaper.ts';
import type { TestEngine } from './test-engine.ts';
import type { TestImages } from './test-engine-image.ts';
import { makeTestImages } from './test-engine-image.ts';
import { TestRegistry } from './test-engine-registry.ts';

interface Found {
  Id: string;
  State?: { Status: string };
}

/** A real engine with images, a registry and a lab of its own. */
export class DockerBench implements EngineBench {
  readonly engine: ContainerEngine;
  readonly labId = `t${randomBytes(4).toString('hex')}`;
  readonly dataRoot: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pullable: string;
  readonly unavailable: string;
  readonly registry: TestRegistry;
  readonly #at: TestEngine;
  readonly #images: TestImages;

  private constructor(
    at: TestEngine,
    dataRoot: string,
    images: TestImages,
    registry: TestRegistry,
    pullable: string,
  ) {
    this.#at = at;
    this.dataRoot = dataRoot;
    this.#images = images;
    this.registry = registry;
    this.pullable = pullable;
    this.unavailable = pullable.replace(/:1$/, ':none');
    this.labels = { 'org.labstead.lab': this.labId, [testRunLabel]: testRun };
    this.engine = dockerEngine({ labId: this.labId, dataRoot, socketPath: at.socketPath });
  }

  static async open(at: TestEngine): Promise<DockerBench> {
    const images = await makeTestImages(at.api);
    const registry = await TestRegistry.start(at.hostAddress);
    const pullable = await registry.offer(at.api, images.plain, 'labstead/plain');
    await mkdir(runDirectory(), { recursive: true });
    const dataRoot = await mkdtemp(join(runDirectory(), 'root-'));
    await mkdir(join(dataRoot, 'signs'));
    // Whoever a container runs as leaves its sign there.
    await chmod(join(dataRoot, 'signs'), 0o777);
    return new DockerBench(at, dataRoot, images, registry, pullable);
  }

  program(program: Program): ReturnType<EngineBench['program']> {
    const { plain, healthy, prompt, sick, slow } = this.#images;
    const shell = (script: string) => ['sh', '-c', script];
    const forEver = 'exec sleep 1000000';
    switch (program) {
      case 'plain':
        return { image: plain, command: undefined };
      case 'healthy':
        return { image: healthy, command: undefined };
      case 'prompt':
        return { image: prompt, command: undefined };
      case 'slow':
        return { image: slow, command: undefined };
      case 'sick':
        return { image: sick, command: shell(`echo one; ${forEver}`) };
      case 'exits':
        return { image: plain, command: shell('echo giving up; exit 3') };
      case 'stumbles':
        return {
          image: plain,
          command: shell(`[ -e /signs/stay ] || exit 3; ${forEver}`),
          mounts: [{ source: this.#signs, target: '/signs', readOnly: true }],
        };
      case 'recovers':
        return {
          image: plain,
          command: shell(`[ -e /signs/fell ] || { : >/signs/fell; sleep 0.5; exit 3; }; ${forEver}`),
          mounts: [{ source: this.#signs, target: '/signs', readOnly: false }],
        };
      case 'speaks':
        return {
          image: plain,
          command: shell(`echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three; ${forEver}`),
        };
    }
  }

  /** Passes its check two seconds after its start; the engine's first one is an hour away. */
  late(): ReturnType<EngineBench['program']> {
    const script = 'sleep 2; : >/tmp/ready; exec sleep 1000000';
    return { image: this.#images.late, command: ['sh', '-c', script] };
  }

  async addForeignContainer(name: string): Promise<void> {
    const { Id } = await this.#at.api.post<Found>(`/containers/create?name=${name}`, {
      Image: this.#images.plain,
      Labels: { [testRunLabel]: testRun },
    });
    await this.#at.api.post(`/containers/${Id}/start`);
  }

  async addForeignNetwork(name: string): Promise<void> {
    await this.#at.api.post('/networks/create', { Name: name, Labels: { [testRunLabel]: testRun } });
  }

  async removeByHand(container: string): Promise<void> {
    await this.#at.api.delete(`/containers/${container}?force=1`);
  }

  letStay = (): Promise<void> => writeFile(join(this.#signs, 'stay'), '');

  idOf = async (container: string): Promise<string | undefined> => (await this.#find(container))?.Id;
  stateOf = async (container: string): Promise<string | undefined> =>
    (await this.#find(container))?.State?.Status;

  async clear(): Promise<void> {
    const filters = { label: [`${testRunLabel}=${testRun}`] };
    const { api } = this.#at;
    for (const { Id } of await api.list<Found>('/containers/json?all=1', filters)) {
      await api.delete(`/containers/${Id}?force=1&v=1`);
    }
    for (const { Id } of await api.list<Found>('/networks', filters)) await api.delete(`/networks/${Id}`);
    for (const sign of ['stay', 'fell']) await rm(join(this.#signs, sign), { force: true });
  }

  async close(): Promise<void> {
    await this.registry.stop();
    await rm(this.dataRoot, { recursive: true, force: true });
  }

  get #signs(): string {
    return join(this.dataRoot, 'signs');
  }

  async #find(container: string): Promise<Found | undefined> {
    try {
      return await this.#at.api.get<Found>(`/containers/${container}/json`);
    } catch (error) {
      if (String(error).includes(': 404 ')) return undefined;
      throw error;
    }
  }
}
