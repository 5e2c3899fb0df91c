import { expect } from 'chai';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerSpec } from '../../src/core/model/container-spec.ts';
import type { LogLine } from '../../src/core/ports.ts';
import type { TestEngine } from '../support/test-engine.ts';
import { engineNames, openEngine } from '../support/test-engine.ts';
import { DockerBench } from '../support/test-engine-bench.ts';
import { collect, eventually } from './container-engine.suite.ts';
import { refused } from '../support/refused.ts';

const never = new AbortController().signal;

/** What only a real engine can show: that the hardening holds inside, and that names resolve. */
for (const engineName of engineNames()) {
  describe(`conformance/container-engine: inside containers of the ${engineName} Docker engine`, () => {
    let at: TestEngine;
    let bench: DockerBench;

    before(async () => {
      at = await openEngine(engineName);
      bench = await DockerBench.open(at);
    });
    after(async () => {
      await (bench as DockerBench | undefined)?.close();
      await (at as TestEngine | undefined)?.close();
    });
    afterEach(() => bench.clear());

    const name = (service: string) => `${bench.labId}-${service}`;
    const spec = (service: string, change: Partial<ContainerSpec> = {}): ContainerSpec => ({
      name: name(service),
      ...bench.program('plain'),
      user: '10001:10002',
      environment: {},
      labels: { ...bench.labels, 'org.labstead.service': service },
      mounts: [],
      tmpfs: [{ path: '/tmp', sizeBytes: 1_000_000, uid: 10001, gid: 10002, exec: false }],
      networks: [],
      memoryBytes: 32 * 1024 * 1024,
      cpus: 0.5,
      pids: 32,
      oomScoreAdjust: 300,
      stopGraceSeconds: 1,
      ...change,
    });
    const shell = (script: string) => ({ command: ['sh', '-c', script] });
    const network = (service: string, mtu?: number) =>
      bench.engine.createNetwork({
        name: name(service),
        internal: false,
        mtu,
        labels: bench.labels,
        attach: [],
      });

    const run = async (service: string, change: Partial<ContainerSpec> = {}) => {
      await bench.engine.createContainer(spec(service, change), 'aaa', 'job1');
      await bench.engine.startContainer(name(service));
    };
    const inside = async (service: string, script: string): Promise<string> => {
      const command = { Cmd: ['sh', '-c', script], AttachStdout: true, AttachStderr: true, Tty: true };
      const { Id } = await at.api.post<{ Id: string }>(`/containers/${name(service)}/exec`, command);
      const output = await at.api.post<unknown>(`/exec/${Id}/start`, { Detach: false, Tty: true });
      return String(output).replaceAll('\r\n', '\n').trim();
    };

    it('a GPU is asked for on the wire, and where there is none the refusal says what to install', async () => {
      // No machine of this project has one: what is proved is the request, by the engine's own answer to it.
      await bench.engine.createContainer(
        spec('a', { gpus: { driver: 'nvidia', count: 1, ids: [] } }),
        'aaa',
        'job1',
      );
      const { HostConfig } = await at.api.get<{ HostConfig: { DeviceRequests: unknown[] } }>(
        `/containers/${name('a')}/json`,
      );
      expect(HostConfig.DeviceRequests).to.have.length(1);
      const error = await refused('docker.failed', () => bench.engine.startContainer(name('a')));
      expect(error.message).to.match(
        /could not select device driver "nvidia" with capabilities: \[\[gpu\]\]/,
      );
      expect(error.hint).to.include('container toolkit');
    });

    it('no capabilities, no new privileges, seccomp on, not root, nothing to write on but what was given', async () => {
      await run('a');
      const status = await inside('a', 'cat /proc/1/status');
      expect(status).to.match(/^CapEff:\s+0000000000000000$/m);
      expect(status).to.match(/^CapBnd:\s+0000000000000000$/m);
      expect(status).to.match(/^NoNewPrivs:\s+1$/m);
      expect(status).to.match(/^Seccomp:\s+2$/m);
      expect(status).to.match(/^Uid:\s+10001\s+10001/m);
      expect(status).to.match(/^Gid:\s+10002\s+10002/m);
      expect(await inside('a', 'echo x >/x')).to.include('Read-only file system');
      expect(await inside('a', 'cat /proc/1/cmdline')).to.match(/init/);
      expect(await inside('a', 'echo "echo ran" >/tmp/x; chmod +x /tmp/x; /tmp/x')).to.include('denied');
      expect(await inside('a', 'cat /proc/1/oom_score_adj')).to.equal('300');
      expect(await inside('a', 'ulimit -c')).to.equal('0');
    });

    it('a check that is waited for is asked time and again by one program, and not again by who looks meanwhile', async () => {
      const seconds = () => (Date.now() / 1000).toFixed(3);
      const since = seconds();
      await run('a', bench.late());
      const look = () =>
        bench.engine.observe({ labId: bench.labId, images: [], containerNames: [], networkNames: [] });
      const waiting = bench.engine.waitHealthy(name('a'), 30);
      await eventually(async () =>
        expect(await inside('a', 'cat /proc/[0-9]*/cmdline')).to.include('until-it-passes'),
      );
      for (let time = 0; time < 3; time += 1) await look();
      await waiting;
      expect((await look()).containers.map(({ health }) => health)).to.deep.equal(['healthy']);
      const events = await at.api.get<string>(
        `/events?since=${since}&until=${seconds()}&filters=${JSON.stringify({ container: [name('a')], event: ['exec_create'] })}`,
      );
      const checks = events.split('\n').filter((line) => line.includes('/tmp/ready'));
      expect(checks, events).to.have.length(1);
    });

    it('the engine was asked for limits, the local log driver and a restart policy', async () => {
      await run('a');
      interface Inspected {
        HostConfig: Record<string, unknown>;
      }
      const { HostConfig } = await at.api.get<Inspected>(`/containers/${name('a')}/json`);
      expect(HostConfig).to.deep.include({
        Memory: 32 * 1024 * 1024,
        MemorySwap: 32 * 1024 * 1024,
        NanoCpus: 500_000_000,
        PidsLimit: 32,
        LogConfig: { Type: 'local', Config: { 'max-size': '10m', 'max-file': '5' } },
        RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
        Privileged: false,
        NetworkMode: 'none',
      });
    });

    it('a mounted directory is what it was asked to be; a source that is missing is an error and is not made', async () => {
      const source = join(bench.dataRoot, 'given');
      await mkdir(source, { mode: 0o777 });
      const mounts = [{ source, target: '/given', readOnly: true }];
      await run('a', { mounts });
      expect(await inside('a', 'echo x >/given/x')).to.include('Read-only file system');
      await rm(source, { recursive: true });
      const error = await refused('docker.failed', () =>
        bench.engine.createContainer(spec('b', { mounts }), 'aaa', 'job1'),
      );
      expect(error.message).to.include(`${source} does not exist`);
      expect(await stat(source).catch(() => 'none')).to.equal('none');
    });

    it('containers find each other by alias on every network they share, with the MTU asked for', async () => {
      await network('one', 1300);
      await network('two');
      const networks = (alias: string) => [
        { name: name('one'), aliases: [alias] },
        { name: name('two'), aliases: [`${alias}-two`] },
      ];
      await run('a', { networks: networks('alpha') });
      await run('b', { networks: networks('beta') });
      expect(await inside('a', 'nslookup beta && nslookup beta-two')).to.match(/Address.*\d+\.\d+\.\d+\.\d+/);
      expect(await inside('a', 'nslookup gamma')).not.to.match(/^Name:/m);
      expect(await inside('a', 'cat /sys/class/net/*/mtu')).to.include('1300');
    });

    it('an incomplete container of an attempt that died is replaced', async () => {
      await network('one');
      await network('two');
      const leftover = { ...bench.labels };
      const { image } = bench.program('plain');
      await at.api.post(`/containers/create?name=${name('a')}.incomplete`, {
        Image: image,
        Labels: leftover,
      });
      const networks = [
        { name: name('one'), aliases: [] },
        { name: name('two'), aliases: [] },
      ];
      await run('a', { networks });
      const question = { labId: bench.labId, images: [], containerNames: [], networkNames: [] };
      const { containers } = await bench.engine.observe(question);
      const whole = containers.find((found) => found.name === name('a'));
      expect(whole?.networks).to.deep.equal([name('one'), name('two')]);
    });

    it('an incomplete container that the engine is still removing is waited for', async () => {
      await network('one');
      await network('two');
      // Its volume holds so many files that the engine is at it for a while.
      await at.api.post(`/containers/create?name=${name('a')}.incomplete`, {
        Image: bench.program('plain').image,
        Cmd: ['sh', '-c', 'seq 1 20000 | (cd /many && xargs touch)'],
        Labels: bench.labels,
        Volumes: { '/many': {} },
      });
      await bench.engine.startContainer(`${name('a')}.incomplete`);
      await at.api.post(`/containers/${name('a')}.incomplete/wait`);
      const removal = at.api.delete(`/containers/${name('a')}.incomplete?v=1`);
      await run('a', {
        networks: [
          { name: name('one'), aliases: [] },
          { name: name('two'), aliases: [] },
        ],
      });
      await removal;
      expect(await inside('a', 'echo here')).to.equal('here');
    });

    it('a port that somebody listens on is told as such', async () => {
      const publish = (port: string) => ({
        Image: bench.program('plain').image,
        Labels: bench.labels,
        ExposedPorts: { '80/tcp': {} },
        HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: port }] } },
      });
      const port = String(20_000 + Math.floor(Math.random() * 10_000));
      await at.api.post(`/containers/create?name=${name('first')}`, publish(port));
      await at.api.post(`/containers/create?name=${name('second')}`, publish(port));
      await bench.engine.startContainer(name('first'));
      const error = await refused('docker.port_taken', () => bench.engine.startContainer(name('second')));
      expect(error.message).to.include(`127.0.0.1:${port}`);
    });

    it('one killed for its memory is told as such', async () => {
      // With a check, so that it is waited for however long a busy machine takes to fill its memory.
      const greedy = shell('sleep 0.5; exec tail -c 190000000 /dev/zero');
      await run('a', { ...bench.program('slow'), ...greedy });
      const error = await refused('container.exited', () => bench.engine.waitHealthy(name('a'), 30));
      expect(error.message).to.include('out of memory');
      expect(error.hint).to.include('memory');
    });

    it('long lines of a log are cut and what follows is whole', async () => {
      await run('a', shell("head -c 40000 /dev/zero | tr '\\0' x; echo; echo after; exec sleep 1000000"));
      const lines = await eventually(async () => {
        const found = await collect(
          bench.engine.logs(name('a'), { tail: undefined, since: undefined, follow: false }, never),
        );
        expect(found).to.have.lengthOf(2);
        return found;
      });
      expect(lines[0]?.text).to.match(/^x{16384} …\[cut\]$/);
      expect(lines[1]?.text).to.equal('after');
    });

    it('a reader slower than the container holds the engine back, not the memory', async () => {
      await run('a', shell('yes "a line that is some forty characters long"'));
      const ended = new AbortController();
      const query = { tail: 0, since: undefined, follow: true };
      const before = process.memoryUsage().rss;
      const read: LogLine[] = [];
      for await (const line of bench.engine.logs(name('a'), query, ended.signal)) {
        read.push(line);
        if (read.length % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 100));
        if (read.length === 200) ended.abort();
      }
      expect(read).to.have.lengthOf(200);
      expect(process.memoryUsage().rss - before).to.be.lessThan(40 * 1024 * 1024);
    });
  });
}
