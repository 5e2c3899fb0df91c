import { expect } from 'chai';
import fc from 'fast-check';
import { containerRequest, remainingNetworks } from '../../../../src/adapters/docker/container-request.ts';
import { checkHostConfig, hostConfig } from '../../../../src/adapters/docker/host-config.ts';
import type { ContainerSpec } from '../../../../src/core/model/container-spec.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { aSpec, dataRoot, labId } from './a-spec.ts';

const capabilities = { swapLimit: true, severalNetworksAtOnce: true };
const request = (spec: ContainerSpec, can = capabilities) =>
  containerRequest(spec, { labId, dataRoot, configHash: 'abc', jobId: 'job1', capabilities: can });

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof LabError && error.code === 'spec.refused') return error.message;
    throw error;
  }
  throw new Error('was not refused');
}

describe('adapters/docker/container-request', () => {
  it('adds the config hash and the job to the labels', () => {
    expect(request(aSpec()).Labels).to.deep.equal({
      ...aSpec().labels,
      'org.labstead.config-hash': 'abc',
      'org.labstead.job': 'job1',
    });
  });

  it('every container gets the hardened defaults', () => {
    expect(request(aSpec()).HostConfig).to.deep.include({
      Init: true,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      CapAdd: [],
      SecurityOpt: ['no-new-privileges:true'],
      IpcMode: 'private',
      CgroupnsMode: 'private',
      PidsLimit: 256,
      Memory: 512_000_000,
      MemorySwap: 512_000_000,
      NanoCpus: 1_500_000_000,
      OomScoreAdj: -100,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'local', Config: { 'max-size': '10m', 'max-file': '5' } },
    });
  });

  it('mounts are binds whose source must exist, and tmpfs belong to the user and run nothing', () => {
    const { Mounts, Tmpfs, ...rest } = request(aSpec()).HostConfig ?? {};
    expect(Mounts).to.deep.equal([
      {
        Type: 'bind',
        Source: '/var/lib/labstead/environments/prod/db',
        Target: '/var/lib/mysql',
        ReadOnly: false,
        BindOptions: { Propagation: 'rprivate' },
      },
    ]);
    expect(Tmpfs).to.deep.equal({
      '/tmp': 'rw,noexec,nosuid,nodev,size=1000000,uid=10002,gid=10002,mode=0700',
    });
    expect(rest).not.to.have.any.keys('Binds', 'VolumesFrom');
  });

  it('the cores are those of the spec: what a machine can give is decided before', () => {
    const limited = (cpus: number) => request(aSpec({ cpus })).HostConfig?.NanoCpus;
    expect([limited(1.5), limited(64)]).to.deep.equal([1.5e9, 64e9]);
  });

  it('says nothing of swap to an engine that does not account for it', () => {
    const without = request(aSpec(), { ...capabilities, swapLimit: false });
    expect(without.HostConfig).not.to.have.property('MemorySwap');
  });

  it('names all networks at once where the engine takes several, else the first', () => {
    const old = { ...capabilities, severalNetworksAtOnce: false };
    const names = (can: typeof capabilities) =>
      Object.keys(request(aSpec(), can).NetworkingConfig?.EndpointsConfig ?? {});
    expect(names(capabilities)).to.deep.equal([`${labId}-db-prod`, `${labId}-edge-prod`]);
    expect(names(old)).to.deep.equal([`${labId}-db-prod`]);
    expect(remainingNetworks(aSpec(), old).map(({ name }) => name)).to.deep.equal([`${labId}-edge-prod`]);
  });

  it('a container without a network gets none, not the default bridge', () => {
    expect(request(aSpec({ networks: [] })).HostConfig?.NetworkMode).to.equal('none');
  });

  it('any key beyond the vocabulary is refused, whatever its name and value', () => {
    const known = new Set(Object.keys(aSpec()));
    const name = fc.oneof(
      fc.constantFrom(
        'Privileged',
        'privileged',
        'HostConfig',
        'devices',
        'capAdd',
        'addCapabilities',
        'publish',
      ),
      fc.string({ minLength: 1 }),
    );
    fc.assert(
      fc.property(
        name.filter((key) => !known.has(key) && key !== '__proto__'),
        fc.anything(),
        (key, value) => {
          const extra: object = { [key]: value };
          expect(refusal(() => request(aSpec(extra)))).to.include(key);
        },
      ),
    );
  });

  it('an unknown key inside a mount, a tmpfs or a network is refused', () => {
    const [mount] = aSpec().mounts;
    const [tmpfs] = aSpec().tmpfs;
    const [network] = aSpec().networks;
    const extra: object = { propagation: 'shared' };
    refusal(() => request(aSpec({ mounts: [{ ...mount!, ...extra }] })));
    refusal(() => request(aSpec({ tmpfs: [{ ...tmpfs!, ...extra }] })));
    refusal(() => request(aSpec({ networks: [{ ...network!, ...extra }] })));
  });

  const sources = [
    '/etc',
    '/',
    dataRoot,
    `${dataRoot}/`,
    `${dataRoot}/../etc`,
    `${dataRoot}/a/../../../etc`,
    `${dataRoot}/./a`,
    `${dataRoot}//a`,
    `${dataRoot}/a/`,
    `${dataRoot}x/a`,
    'environments/prod',
    '',
    `${dataRoot}/a\0b`,
    '/var/run/docker.sock',
  ];
  for (const source of sources) {
    it(`the bind source ${JSON.stringify(source)} is refused`, () => {
      refusal(() => request(aSpec({ mounts: [{ source, target: '/data', readOnly: true }] })));
    });
  }

  it('no path that leads out of the data root gets through, however it is written', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'etc', '...', '%2e%2e', 'x..');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const source = [dataRoot, ...parts].join('/');
        const plain = parts.length > 0 && parts.every((one) => one !== '..' && one !== '.' && one !== '');
        const call = () => request(aSpec({ mounts: [{ source, target: '/data', readOnly: true }] }));
        if (plain) call();
        else refusal(call);
      }),
    );
  });

  for (const target of [
    '/',
    '/proc',
    '/proc/sys',
    '/sys/fs/cgroup',
    '/dev',
    'data',
    '/data/..',
    '/a//b',
    '',
  ]) {
    it(`the target ${JSON.stringify(target)} is refused for mounts and tmpfs`, () => {
      const source = `${dataRoot}/a`;
      refusal(() => request(aSpec({ mounts: [{ source, target, readOnly: true }] })));
      const tmpfs = { path: target, sizeBytes: 1, uid: 1, gid: 1, exec: false };
      refusal(() => request(aSpec({ tmpfs: [tmpfs] })));
    });
  }

  for (const user of [
    '0:0',
    '0:1',
    '1:0',
    'root',
    '',
    '10001',
    '10001:',
    ':10001',
    '-1:5',
    '1e3:1',
    '00:00',
    '1:1 ',
  ]) {
    it(`the user ${JSON.stringify(user)} is refused`, () => {
      refusal(() => request(aSpec({ user })));
    });
  }

  for (const name of ['host', 'none', 'bridge', 'container:abc', 'other1-edge', '']) {
    it(`the network ${JSON.stringify(name)} is refused`, () => {
      refusal(() => request(aSpec({ networks: [{ name, aliases: [] }] })));
    });
  }

  it('foreign names, missing labels, a hash of its own and numbers that are none are refused', () => {
    const wrong: Partial<ContainerSpec>[] = [
      { name: 'prod-db' },
      { labels: {} },
      { labels: { 'org.labstead.lab': 'other1' } },
      { labels: { ...aSpec().labels, 'org.labstead.config-hash': 'x' } },
      { memoryBytes: 0 },
      { memoryBytes: -1 },
      { memoryBytes: Number.NaN },
      { pids: Number.POSITIVE_INFINITY },
      { cpus: 0 },
      { oomScoreAdjust: -1001 },
      { stopGraceSeconds: -1 },
      { environment: { 'A=B': 'c' } },
      { environment: { A: 'b\0c' } },
    ];
    for (const change of wrong) refusal(() => request(aSpec(change)));
  });
});

describe('adapters/docker/host-config', () => {
  const base = () => hostConfig(aSpec(), capabilities);

  const dangerous: [string, unknown][] = [
    ['Privileged', true],
    ['PidMode', 'host'],
    ['UsernsMode', 'host'],
    ['UTSMode', 'host'],
    ['Devices', [{ PathOnHost: '/dev/sda' }]],
    ['DeviceRequests', [{ Driver: 'nvidia' }]],
    ['DeviceRequests', [{ Driver: 'nvidia', Count: 1, Capabilities: [['gpu', 'utility']] }]],
    ['DeviceRequests', [{ Driver: 'cdi', DeviceIDs: ['vendor.com/net=eth0'] }]],
    ['DeviceRequests', [{ Driver: 'other', Count: 1, Capabilities: [['gpu']] }]],
    ['DeviceCgroupRules', ['a *:* rwm']],
    ['CgroupParent', '/'],
    ['Runtime', 'other'],
    ['VolumesFrom', ['other']],
    ['PublishAllPorts', true],
    ['PortBindings', { '80/tcp': [{}] }],
    ['Binds', ['/:/host']],
    ['ExtraHosts', ['a:1.2.3.4']],
    ['Sysctls', { 'net.ipv4.ip_forward': '1' }],
    ['GroupAdd', ['0']],
    ['MaskedPaths', []],
    ['ReadonlyPaths', []],
    ['OomKillDisable', true],
  ];
  for (const [key, value] of dangerous) {
    it(`${key} is refused`, () => {
      expect(refusal(() => checkHostConfig({ ...base(), [key]: value }, 'x'))).to.include(key);
    });
  }

  const loosened: [string, unknown][] = [
    ['IpcMode', 'host'],
    ['CgroupnsMode', 'host'],
    ['CapAdd', ['SYS_ADMIN']],
    ['CapDrop', []],
    ['SecurityOpt', ['seccomp=unconfined']],
    ['SecurityOpt', []],
    ['ReadonlyRootfs', false],
    ['Init', false],
    ['RestartPolicy', { Name: 'always' }],
    ['LogConfig', { Type: 'none', Config: {} }],
    ['Ulimits', []],
  ];
  for (const [key, value] of loosened) {
    it(`${key} can't be loosened to ${JSON.stringify(value)}`, () => {
      expect(refusal(() => checkHostConfig({ ...base(), [key]: value }, 'x'))).to.include(key);
    });
  }

  it('no default can be left out', () => {
    for (const key of ['CapDrop', 'SecurityOpt', 'ReadonlyRootfs', 'IpcMode', 'Ulimits'] as const) {
      const rest = Object.fromEntries(Object.entries(base()).filter(([name]) => name !== key));
      expect(refusal(() => checkHostConfig(rest, 'x'))).to.include(key);
    }
  });

  it('any other key is refused: the list says what is allowed, not what is forbidden', () => {
    const known = new Set(Object.keys(base()));
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((key) => !known.has(key) && key !== '__proto__'),
        fc.anything(),
        (key, value) => {
          refusal(() => checkHostConfig({ ...base(), [key]: value }, 'x'));
        },
      ),
    );
  });
});
