import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { oomScoreAdjust } from '../../src/core/desired/oom-order.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { MemoryCgroup } from '../support/memory-cgroup.ts';
import { reap, testRun, testRunLabel } from '../support/reaper.ts';
import { EngineApi } from '../support/test-engine-api.ts';
import { aboveItsServer } from '../support/task-oom.ts';

const run = promisify(execFile);
const MiB = 1024 ** 2;

/** So many MiB. */
const eat = `
import sys, time
held = []
for _ in range(int(sys.argv[1])):
    held.append(b"x" * (1 << 20))
    time.sleep(0.01)
print("sated", flush=True)
time.sleep(600)
`;

describe('scenario: memory runs out', function () {
  this.timeout(240_000);
  const engine = new EngineApi('/var/run/docker.sock');

  describe('of the machine', () => {
    const id = `oom-${randomBytes(4).toString('hex')}`;
    let group: MemoryCgroup;

    before(async () => {
      group = await MemoryCgroup.make(engine, `labstead-${id}`, 300 * MiB);
    });
    after(async () => {
      await reap(engine);
      await group.remove();
    });

    interface State {
      Running: boolean;
      OOMKilled: boolean;
      ExitCode: number;
      FinishedAt: string;
    }
    const stateOf = async (service: string): Promise<State> =>
      (await engine.get<{ State: State }>(`/containers/${id}-${service}/json`)).State;

    async function start(name: string, OomScoreAdj: number, mebibytes: number): Promise<void> {
      await engine.post(`/containers/create?name=${id}-${name}`, {
        Image: 'labstead/glab:0.1.0',
        Entrypoint: ['/opt/labstead/venv/bin/python', '-c', eat, String(mebibytes)],
        User: '10001:10001',
        Labels: { [testRunLabel]: testRun },
        HostConfig: {
          CgroupParent: group.parent,
          OomScoreAdj,
          NetworkMode: 'none',
          CapDrop: ['ALL'],
          ReadonlyRootfs: true,
        },
      });
      await engine.post(`/containers/${id}-${name}/start`);
    }

    const sated = (name: string): Promise<void> =>
      until(`${name} has all it wants`, async () =>
        (await run('docker', ['logs', `${id}-${name}`])).stdout.includes('sated'),
      );

    it('must take the smallest of dev first, then a task of prod that uses nearly half of all, and leave the manager alone', async () => {
      await start('dev-db', oomScoreAdjust('dev-db'), 10);
      await start('prod-task', oomScoreAdjust('prod-glab') + aboveItsServer, 130);
      await Promise.all(['dev-db', 'prod-task'].map(sated));
      await start('lab-manager', oomScoreAdjust('lab-manager'), 230);
      for (const name of ['dev-db', 'prod-task'])
        await until(`${name} is killed`, async () => !(await stateOf(name)).Running);
      const [dev, prod, manager] = await Promise.all(['dev-db', 'prod-task', 'lab-manager'].map(stateOf));
      expect([dev?.ExitCode, prod?.ExitCode]).to.deep.equal([137, 137]);
      expect(Date.parse(dev?.FinishedAt ?? '')).to.be.lessThan(Date.parse(prod?.FinishedAt ?? ''));
      expect(manager?.Running).to.equal(true);
      await sated('lab-manager');
    });
  });

  describe('of an environment', () => {
    let lab: HostLab;
    let owner: HostClient;

    before(async () => {
      lab = await HostLab.create(
        'name: Test lab\ndomain: lab.localhost\nenvironments:\n  prod:\n    resources:\n      glab:\n        memory: 512 MiB\n',
      );
      const brick = join(lab.home, 'environments/prod/bricks/hungry');
      await mkdir(join(brick, '..'), { recursive: true });
      await cp(join(import.meta.dirname, '../data/bricks/hungry'), brick, { recursive: true });
      lab.start();
      owner = await HostClient.claim(lab);
      await lab.up();
    });
    after(() => lab.remove());

    /** Asks glab from inside its container, as the edge would. */
    async function glab<T>(method: string, path: string, body: unknown = null): Promise<T> {
      const program = `
import json, sys, urllib.request
request = urllib.request.Request("http://127.0.0.1:8000/api/v1" + sys.argv[2], method=sys.argv[1],
    data=None if sys.argv[3] == "null" else sys.argv[3].encode(),
    headers={"Content-Type": "application/json", "X-Lab-User": "ada", "X-Lab-Role": "scientist"})
print(urllib.request.urlopen(request).read().decode())
`;
      const python = ['/opt/labstead/venv/bin/python', '-c', program, method, path, JSON.stringify(body)];
      const { stdout } = await run('docker', ['exec', `${lab.labId}-prod-glab`, ...python]);
      return JSON.parse(stdout) as T;
    }

    interface Scenario {
      id: string;
      status: string;
      error: { code: string; message: string } | null;
    }

    it('must have its place in that order: the first process of each container as its service has', async () => {
      for (const service of ['front', 'prod-db', 'prod-glab'] as const) {
        const name = `${lab.labId}-${service}`;
        const { State } = await lab.engine.get<{ State: { Pid: number } }>(`/containers/${name}/json`);
        const adjusted = await readFile(`/proc/${State.Pid}/oom_score_adj`, 'utf8');
        expect(Number(adjusted), service).to.equal(oomScoreAdjust(service));
      }
    });

    it('must take the task that eats it, leave the server alone, and say so in words', async () => {
      const before = await lab.engine.get<{ Id: string; RestartCount: number; State: { StartedAt: string } }>(
        `/containers/${lab.labId}-prod-glab/json`,
      );
      const asked = await glab<Scenario>('POST', '/scenarios', {
        task: 'hungry.eat',
        inputs: {},
        parameters: {},
      });
      let ended = asked;
      await until('the task has ended', async () => {
        ended = await glab<Scenario>('GET', `/scenarios/${asked.id}`);
        return ended.status === 'failed';
      });
      expect(ended.error?.code, JSON.stringify(ended.error)).to.equal('task.killed');
      expect(ended.error?.message).to.include('ran out of memory');

      const after = await lab.engine.get<typeof before>(`/containers/${lab.labId}-prod-glab/json`);
      expect([after.Id, after.RestartCount, after.State.StartedAt]).to.deep.equal([
        before.Id,
        before.RestartCount,
        before.State.StartedAt,
      ]);
      await until('the lab says so', async () => (await owner.problem('out-of-memory')) !== undefined);
      const { subject, message, hint } = (await owner.problem('out-of-memory'))!;
      expect(subject).to.equal('prod-glab');
      expect(message).to.include('was killed for using more than its 512 MiB of memory');
      expect(hint).to.include('environments.prod.resources.glab.memory');
    });
  });
});
