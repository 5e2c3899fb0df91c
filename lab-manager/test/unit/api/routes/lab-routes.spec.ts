import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { codeOf } from '../../../support/code-of.ts';
import { consoleOrigin, hosts, prodOrigin, useApi } from '../../../support/use-api.ts';

describe('api/routes', () => {
  const bench = useApi();
  let authorization = '';
  beforeEach(async () => (authorization = `Bearer ${await bench.token('owner')}`));
  const get = (path: string, more: Record<string, string> = {}) =>
    bench.call(`/api/v1${path}`, { headers: { authorization, ...more } });
  const send = (method: string, path: string, body: unknown, more: Record<string, string> = {}) =>
    bench.call(`/api/v1${path}`, { method, headers: { authorization, ...more }, body });

  it('anybody may know the lab’s name, its hosts and whether it is claimed', async () => {
    const reply = await bench.call('/api/v1/lab');
    expect(JSON.parse(reply.text)).to.deep.equal({
      name: 'Test lab',
      domain: 'lab.localhost',
      version: '0.1.0',
      claimed: false,
      hosts: { console: consoleOrigin, prod: prodOrigin, dev: 'https://dev.lab.localhost:8443' },
    });
  });

  it('a lab is what it was last held to, whatever was accepted since', async () => {
    const { version, parsed } = bench.lab.held;
    bench.lab.held = { version, parsed: { ...parsed, name: 'As before', domain: 'before.localhost' } };
    const reply = await bench.call('/api/v1/lab');
    expect(JSON.parse(reply.text)).to.include({ name: 'As before', domain: 'before.localhost' });
  });

  it('an environment that is switched off has no host: the console’s stands for it, and nobody gets a code for it', async () => {
    await bench.restart({ hosts: () => ({ ...hosts, environments: [] }) });
    const { hosts: told } = JSON.parse((await bench.call('/api/v1/lab')).text) as { hosts: object };
    expect(told).to.deep.equal({ console: consoleOrigin, prod: consoleOrigin });
    const query = new URLSearchParams({ environment: 'prod', nonce: 'a'.repeat(64), to: '/' });
    const reply = await bench.call(`/sso?${query.toString()}`);
    expect(codeOf(reply)).to.equal('environment.unknown');
  });

  it('the status is the engine’s last word, also while the engine can’t be asked', async () => {
    bench.lab.current = {
      ...bench.lab.current,
      state: 'unknown',
      summary: 'Docker is down.',
      observedAt: undefined,
    };
    bench.lab.failure = new LabError('docker.unreachable', 'Docker can’t be reached.', { hint: 'Start it.' });
    const status = await get('/status');
    expect(JSON.parse(status.text)).to.deep.include({
      ...{ state: 'unknown', observedAt: null },
      ...{ runningJob: null, waitingJobs: [] },
    });
    const plan = await get('/plan');
    expect([plan.status, codeOf(plan)]).to.deep.equal([503, 'docker.unreachable']);
    expect(JSON.parse((await get('/version')).text)).to.deep.include({ engine: null, labId: 'labtest1' });
  });

  it('a plan goes out as words: nothing of a container’s specification leaves', async () => {
    const spec = { name: 'labtest1-prod-db', environment: { CANARY: 'canary' } };
    const operation = {
      kind: 'createContainer',
      cause: 'it does not exist',
      container: spec.name,
      spec,
      configHash: 'x',
    };
    bench.lab.nextPlan = [{ id: 1, operation, after: [] }] as unknown as typeof bench.lab.nextPlan;
    const { text } = await get('/plan');
    expect(text).to.not.contain('canary').and.not.contain('CANARY');
    expect(JSON.parse(text)).to.deep.equal({
      empty: false,
      steps: [
        {
          id: 1,
          kind: 'createContainer',
          subject: 'prod-db',
          sentence: 'create container prod-db: it does not exist',
          cause: 'it does not exist',
          after: [],
        },
      ],
      text: '[] -> #1 container:prod-db, createContainer, it does not exist',
    });
  });

  it('SEC-08: a field that a schema doesn’t know is no part of any reply', async () => {
    bench.lab.current = { ...bench.lab.current, secret: 'canary' } as typeof bench.lab.current;
    const [service] = bench.lab.current.services;
    bench.lab.current = {
      ...bench.lab.current,
      problems: [{ ...problem, password: 'canary' } as typeof problem],
      services: [service!],
    };
    await bench.restart({ strictReplies: false });
    const { status, text } = await get('/status');
    expect(status).to.equal(200);
    expect(text).to.not.contain('canary');
    await bench.restart({ strictReplies: true });
    expect((await get('/status')).status).to.equal(500);
  });

  it('a broken lab file is refused with all that is wrong, each with its line', async () => {
    const reply = await send('PUT', '/config', { text: 'broken' });
    expect([reply.status, codeOf(reply)]).to.deep.equal([422, 'labfile.invalid']);
    expect(JSON.parse(reply.text)).to.have.deep.property('errors', [
      { path: 'name', message: 'is broken', line: 1, suggestion: 'mend it' },
    ]);
  });

  it('a lab file that somebody else changed meanwhile is not overwritten, by basedOn or If-Match', async () => {
    const etag = (await get('/config')).headers.etag ?? '';
    expect(etag).to.equal('"1"');
    expect((await send('PUT', '/config', { text: 'a: 1' }, { 'if-match': etag })).headers.etag).to.equal(
      '"2"',
    );
    const stale = await send('PUT', '/config', { text: 'a: 2' }, { 'if-match': etag });
    expect([stale.status, codeOf(stale)]).to.deep.equal([409, 'labfile.conflict']);
    expect(codeOf(await send('PUT', '/config', { text: 'a: 2', basedOn: 1 }))).to.equal('labfile.conflict');
    expect(codeOf(await send('PUT', '/config', { text: 'a: 2' }, { 'if-match': 'x' }))).to.equal(
      'request.invalid',
    );
    const same = await get('/config', { 'if-none-match': '"2"' });
    expect([same.status, same.text]).to.deep.equal([304, '']);
    const versions = JSON.parse((await get('/config/versions')).text) as {
      items: { version: number; author: string }[];
    };
    expect(versions.items.map(({ version, author }) => [version, author])).to.deep.equal([
      [2, 'owner'],
      [1, 'lab.yaml'],
    ]);
    expect(codeOf(await get('/config?version=9'))).to.equal('labfile.not_found');
    expect((await get('/config?version=1')).headers.etag).to.equal('"1"');
  });

  it('says where the lab file with errors is kept that the accepted one took the place of, also in the audit', async () => {
    expect(JSON.parse((await send('PUT', '/config', { text: 'a: 1' })).text)).to.have.property(
      'keptBeside',
      null,
    );
    bench.lab.keptBeside = '/home/lab.yaml.rejected-2026';
    const reply = await send('PUT', '/config', { text: 'a: 2' });
    expect(JSON.parse(reply.text)).to.have.property('keptBeside', '/home/lab.yaml.rejected-2026');
    expect(bench.audit()[0]?.target).to.equal(
      'version 3; what it replaced is kept as /home/lab.yaml.rejected-2026',
    );
  });

  it('the versions of the lab file come in pages, newest first', async () => {
    for (const text of ['a: 1', 'a: 2', 'a: 3', 'a: 4']) await send('PUT', '/config', { text });
    const seen: number[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 9; page += 1) {
      const path: string = `/config/versions?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const reply = JSON.parse((await get(path)).text) as {
        items: { version: number }[];
        nextCursor: string | null;
      };
      seen.push(...reply.items.map(({ version }) => version));
      cursor = reply.nextCursor;
    }
    expect(seen).to.deep.equal([5, 4, 3, 2, 1]);
    expect(codeOf(await get('/config/versions?cursor=x'))).to.equal('request.invalid');
  });

  it('the audit comes in pages, newest first, with a link to the next', async () => {
    for (let round = 0; round < 4; round += 1)
      await send('POST', '/jobs', { kind: 'apply', whenBusy: 'wait' });
    const first = await get('/audit?limit=2');
    const page = JSON.parse(first.text) as { items: { seq: number; action: string }[]; nextCursor: string };
    expect(page.items.map(({ action }) => action)).to.deep.equal(['newJob', 'newJob']);
    expect(first.headers.link).to.equal(`</api/v1/audit?limit=2&cursor=${page.nextCursor}>; rel="next"`);
    const seen = new Set<number>();
    for (let cursor: string | null = ''; cursor !== null;) {
      const reply: { items: { seq: number }[]; nextCursor: string | null } = JSON.parse(
        (await get(`/audit?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)).text,
      ) as typeof reply;
      for (const { seq } of reply.items) seen.add(seq);
      cursor = reply.nextCursor;
    }
    expect(seen.size).to.equal(bench.audit().length);
    expect(codeOf(await get('/audit?cursor=x'))).to.equal('request.invalid');
  });
});

const problem = { id: 'x', severity: 'info' as const, subject: 's', message: 'm', hint: 'h' };
