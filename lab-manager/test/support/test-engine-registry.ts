import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CuttingProxy } from './test-engine-proxy.ts';
import { runDirectory } from './reaper.ts';
import type { EngineApi } from './test-engine-api.ts';
import { unpackedPackages } from './test-engine-cache.ts';

/** Debian's own registry server, behind a proxy that can break the way to it. */
export class TestRegistry {
  /** `host:port` as the engine under test reaches it. */
  readonly address: string;
  readonly proxy: CuttingProxy;
  readonly #process: ChildProcess;
  readonly #directory: string;

  private constructor(proxy: CuttingProxy, child: ChildProcess, directory: string) {
    this.proxy = proxy;
    this.address = proxy.address;
    this.#process = child;
    this.#directory = directory;
  }

  /** Reached at `host`, an address of this machine. */
  static async start(host: string): Promise<TestRegistry> {
    const packages = await unpackedPackages('registry', ['docker-registry']);
    await mkdir(runDirectory(), { recursive: true });
    const directory = await mkdtemp(join(runDirectory(), 'registry-'));
    const { proxy, port } = await CuttingProxy.start(host);
    const config = {
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: directory } },
      http: { addr: `127.0.0.1:${port}` },
    };
    await writeFile(join(directory, 'config.yml'), JSON.stringify(config));
    const command = [join(packages, 'usr/bin/docker-registry'), 'serve', join(directory, 'config.yml')];
    // It ends with this process, however that ends.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: 'ignore' });
    const registry = new TestRegistry(proxy, child, directory);
    await registry.#ready(port);
    return registry;
  }

  /** Gives an image on the engine to the registry; answers its reference there. */
  async offer(engine: EngineApi, image: string, name: string): Promise<string> {
    const repository = `${this.address}/${name}`;
    await engine.post(`/images/${image}/tag?repo=${encodeURIComponent(repository)}&tag=1`);
    const credentials = Buffer.from('{}').toString('base64');
    const answer = await engine.post<unknown>(`/images/${repository}/push?tag=1`, undefined, {
      'X-Registry-Auth': credentials,
    });
    if (String(answer).includes('errorDetail')) throw new Error(`push of ${image}: ${String(answer)}`);
    await engine.delete(`/images/${repository}:1?noprune=1`);
    return `${repository}:1`;
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    const exit = once(this.#process, 'exit');
    if (this.#process.exitCode === null && this.#process.kill('SIGTERM')) await exit;
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #ready(port: number): Promise<void> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      try {
        await fetch(`http://127.0.0.1:${port}/v2/`);
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(50);
      }
    }
  }
}
