import { expect } from 'chai';
import type { FigureHistoryReply, FiguresReply } from '../../../../src/contract/index.ts';
import { used } from '../../../support/builders/used.ts';
import { codeOf } from '../../../support/code-of.ts';
import { useApi } from '../../../support/use-api.ts';

const GiB = 1024 ** 3;

describe('api/routes: figures', () => {
  const bench = useApi();
  let authorization: string;
  beforeEach(async () => {
    authorization = `Bearer ${await bench.token('viewer')}`;
  });
  const asked = (path: string) => bench.call(`/api/v1/figures${path}`, { headers: { authorization } });
  const figures = async () => JSON.parse((await asked('')).text) as FiguresReply;
  const history = async (path: string) =>
    JSON.parse((await asked(`/history${path}`)).text) as FigureHistoryReply;

  it('tells what every service, environment and the machine use, beside the limits', async () => {
    bench.lab.use = used();
    const { services, environments, machine, disks, at } = await figures();
    expect(at).to.equal('2026-11-21T09:30:00.000Z');
    expect(services).to.have.lengthOf(1);
    expect(services[0]).to.include({ name: 'prod-glab', environment: 'prod', cpu: 0.5, memoryBytes: GiB });
    expect(services[0]?.limits).to.deep.equal({ cpus: 1.5, memoryBytes: 2 * GiB, pids: 512 });
    expect(environments[0]).to.include({ name: 'prod', cpu: 0.5, dataBytes: 3 * GiB });
    expect(machine).to.include({ cores: 2, cpu: 1.25, memoryTotalBytes: 8 * GiB });
    expect(disks).to.deep.equal([
      { path: '/var/lib/labstead', usedBytes: 2 * GiB, availableBytes: GiB, totalBytes: 4 * GiB },
    ]);
  });

  it('what nobody knows is null, for every service there is', async () => {
    const { services, machine, at } = await figures();
    expect([machine, at]).to.deep.equal([null, null]);
    expect(services[0]).to.include({ name: 'prod-glab', cpu: null, memoryBytes: null, pids: null });
  });

  it('a day is told minute by minute, a gap as null', async () => {
    bench.lab.day = [0.123456, undefined, 7];
    const reply = await history('?subject=prod-glab&since=2026-11-21T09:00:30Z');
    expect(reply).to.deep.equal({
      subject: 'prod-glab',
      from: '2026-11-21T09:00:00.000Z',
      stepSeconds: 60,
      values: { cpu: [0.1235, null, 7] },
    });
  });

  it('it is the machine’s, and a day, unless something else is asked for; more than a day is not there', async () => {
    expect((await history('')).subject).to.equal('machine');
    await asked('/history?since=2020-01-01T00:00:00Z');
    const day = bench.clock.now() - 24 * 3_600_000;
    expect(bench.lab.historyAsked).to.deep.equal([day, day]);
  });

  it('of what there is not, it is said so', async () => {
    expect(codeOf(await asked('/history?subject=prod-glob'))).to.equal('service.unknown');
    expect(codeOf(await asked('/history?since=yesterday'))).to.equal('request.invalid');
  });

  it('a scrape puts the figures together once, however many gauges there are', async () => {
    const figures = bench.lab.figures.bind(bench.lab);
    let times = 0;
    bench.lab.figures = () => {
      times += 1;
      return figures();
    };
    await bench.inside('/metrics');
    expect(times).to.equal(1);
  });

  it('the metrics tell the same, and leave out what nobody knows', async () => {
    const scraped = async () => (await bench.inside('/metrics')).text;
    expect(await scraped()).to.not.match(/^labstead_service_cpu_cores\{/m);
    bench.lab.use = used();
    const text = await scraped();
    expect(text).to.match(/^labstead_service_cpu_cores\{service="prod-glab"\} 0\.5$/m);
    expect(text).to.match(/^labstead_service_memory_limit_bytes\{service="prod-glab"\} 2147483648$/m);
    expect(text).to.match(/^labstead_machine_cpu_cores 1\.25$/m);
    expect(text).to.match(/^labstead_disk_used_bytes\{path="\/var\/lib\/labstead"\} 2147483648$/m);
    expect(text).to.match(/^labstead_disk_available_bytes\{path="\/var\/lib\/labstead"\} 1073741824$/m);
    expect(text).to.match(/^labstead_environment_data_bytes\{environment="prod"\} 3221225472$/m);
  });
});
