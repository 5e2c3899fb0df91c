import { expect } from 'chai';
import { countersOf, type EngineStats } from '../../../../src/adapters/docker/counters.ts';

/** As engine 20.10 answers on control groups of the first version. */
const first: EngineStats = {
  read: '2026-11-21T19:43:41.673339896Z',
  cpu_stats: { cpu_usage: { total_usage: 27_485_922_000 } },
  memory_stats: {
    usage: 5_000_000,
    limit: 67_108_864,
    stats: { total_inactive_file: 1_000_000, inactive_file: 999, rss: 106_496 },
  },
  pids_stats: { current: 7, limit: 64 },
  networks: { eth0: { rx_bytes: 946, tx_bytes: 10 }, eth1: { rx_bytes: 54, tx_bytes: 5 } },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'Read', value: 4096 },
      { op: 'Write', value: 100 },
      { op: 'Sync', value: 9_999_999 },
      { op: 'Total', value: 9_999_999 },
      { op: 'Read', value: 4 },
    ],
  },
};

/** As an engine of 28 answers on those of the second version. */
const second: EngineStats = {
  ...first,
  memory_stats: { usage: 5_000_000, limit: 67_108_864, stats: { inactive_file: 2_000_000, anon: 1 } },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'read', value: 4096 },
      { op: 'write', value: 100 },
    ],
  },
};

describe('adapters/docker/counters', () => {
  it('reads what the first version of control groups counts', () => {
    expect(countersOf(first)).to.deep.equal({
      cpuSeconds: 27.485922,
      memoryBytes: 4_000_000,
      memoryLimitBytes: 67_108_864,
      pids: 7,
      pidsLimit: 64,
      receivedBytes: 1000,
      sentBytes: 15,
      readBytes: 4100,
      writtenBytes: 100,
    });
  });

  it('reads what the second version counts', () => {
    expect(countersOf(second)).to.include({ memoryBytes: 3_000_000, readBytes: 4096, writtenBytes: 100 });
  });

  it('a container that doesn’t run has no figures, rather than zeros', () => {
    expect(
      countersOf({
        read: '0001-01-01T00:00:00Z',
        pids_stats: {},
        memory_stats: {},
        cpu_stats: { cpu_usage: { total_usage: 0 } },
        blkio_stats: { io_service_bytes_recursive: null },
      }),
    ).to.equal(undefined);
  });

  it('a container without a network or a disk moved nothing', () => {
    const { networks: _networks, ...without } = first;
    expect(countersOf({ ...without, blkio_stats: { io_service_bytes_recursive: null } })).to.include({
      receivedBytes: 0,
      sentBytes: 0,
      readBytes: 0,
      writtenBytes: 0,
    });
  });

  it('a limit that is none is told as none', () => {
    for (const limit of [0, 18_446_744_073_709_552_000, undefined])
      expect(
        countersOf({ ...first, pids_stats: { current: 1, ...(limit === undefined ? {} : { limit }) } })
          ?.pidsLimit,
      ).to.equal(undefined);
  });
});
