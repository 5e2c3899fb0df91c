import { expect } from 'chai';
import { once } from 'node:events';
import { request } from 'node:http';
import type { LogLine } from '../../../../src/core/ports.ts';
import { codeOf } from '../../../support/code-of.ts';
import { eventually } from '../../../support/eventually.ts';
import { useApi } from '../../../support/use-api.ts';

const line = (text: string): LogLine => ({ stream: 'stdout', time: '2026-11-21T09:30:00.000000001Z', text });

describe('api/routes/log-handlers', () => {
  const bench = useApi();
  let authorization = '';
  beforeEach(async () => (authorization = `Bearer ${await bench.token('operator')}`));
  const get = (query: string, service = 'prod-glab') =>
    bench.call(`/api/v1/services/${service}/logs?${query}`, { headers: { authorization } });

  it('lines come as text or as one object each', async () => {
    bench.lab.lines = async function* () {
      await Promise.resolve();
      yield line('one');
      yield line('two {"a":1}');
    };
    const text = await get('tail=10');
    expect(text.headers['content-type']).to.equal('text/plain; charset=utf-8');
    expect(text.text).to.equal(
      '2026-11-21T09:30:00.000000001Z stdout one\n2026-11-21T09:30:00.000000001Z stdout two {"a":1}\n',
    );
    const json = await get('format=json');
    expect(json.headers['content-type']).to.equal('application/x-ndjson');
    expect(
      json.text
        .trim()
        .split('\n')
        .map((one) => JSON.parse(one) as LogLine),
    ).to.deep.equal([line('one'), line('two {"a":1}')]);
  });

  it('what is searched for reaches the lab: a time, a text, how many lines', async () => {
    const asked: unknown[] = [];
    bench.lab.lines = async function* (search) {
      asked.push(search);
      yield* [];
      await Promise.resolve();
    };
    await get('tail=5&since=2026-11-21T09:00:00Z&grep=Out%20of%20memory');
    await get('');
    expect(asked).to.deep.equal([
      { tail: 5, since: Date.UTC(2026, 10, 21, 9), follow: false, grep: 'Out of memory' },
      { tail: 200, since: undefined, follow: false, grep: undefined },
    ]);
    expect(codeOf(await get('grep='))).to.equal('request.invalid');
    expect(codeOf(await get(`grep=${'x'.repeat(201)}`))).to.equal('request.invalid');
  });

  it('an unknown service is a problem with a hint, not an empty log', async () => {
    const reply = await get('', 'prod-glb');
    expect([reply.status, codeOf(reply)]).to.deep.equal([404, 'service.unknown']);
    expect(reply.text).to.contain('Did you mean prod-glab?');
  });

  it('a silent log that is followed answers at once with its headers, and stops when the reader leaves', async () => {
    let ended = false;
    bench.lab.lines = async function* (_query, signal) {
      await once(signal, 'abort');
      ended = true;
      yield* [];
    };
    const sent = request({
      port: bench.api.publicPort,
      path: '/api/v1/services/prod-glab/logs?follow=true',
      headers: { host: 'lab.localhost', authorization },
    });
    sent.on('error', () => undefined);
    sent.end();
    const [response] = (await once(sent, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).to.equal(200);
    sent.destroy();
    await eventually(() => ended, 2000);
  });

  it('a reader who takes nothing is not written for: the log waits, and memory stays', async () => {
    let written = 0;
    bench.lab.lines = async function* (_query, signal) {
      while (!signal.aborted) {
        await new Promise(setImmediate);
        written += 10_000;
        yield line('x'.repeat(10_000));
      }
    };
    const sent = request({
      port: bench.api.publicPort,
      path: '/api/v1/services/prod-glab/logs?follow=true',
      headers: { host: 'lab.localhost', authorization },
    });
    sent.on('error', () => undefined);
    sent.end();
    const [response] = (await once(sent, 'response')) as [{ pause(): void }];
    response.pause();
    let before = -1;
    await eventually(() => before === (before = written), 5000, 200);
    expect(written).to.be.below(32 * 1024 * 1024);
    sent.destroy();
  });
});
