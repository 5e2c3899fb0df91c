import { expect } from 'chai';
import { codeOf } from '../../../support/code-of.ts';
import { aRepository, recoveryCode } from '../../../support/fake-backups.ts';
import { useApi } from '../../../support/use-api.ts';

const base = '/api/v1/backups/repositories';

describe('api/routes/repository-handlers', () => {
  const bench = useApi();
  let cookie = '';
  beforeEach(async () => (cookie = await bench.signIn('admin')));
  const get = (path = '') => bench.page(`${base}${path}`, { cookie });
  const post = (path: string, body?: object) =>
    bench.page(`${base}${path}`, { method: 'POST', cookie, ...(body !== undefined && { body }) });

  it('each is told with where it is, what is wrong with it and how its recovery code is', async () => {
    bench.backups.repositoryViews[0] = aRepository({
      damage: [{ foundAt: 1, seenAt: 2, words: 'pack 12 is damaged', part: undefined, snapshots: ['1a2b'] }],
    });
    const { items } = JSON.parse((await get()).text) as { items: Record<string, unknown>[] };
    expect(items.map(({ name, state, location }) => [name, state, location])).to.deep.equal([
      ['local', 'ready', 'backups/repository'],
      ['offsite', 'declared', 'rest:https://backup.example.org:8000/lab/'],
    ]);
    expect(items[0]).to.include({ recoveryCode: 'unconfirmed', onDataDisk: true });
    expect(items[0]?.['damage']).to.have.nested.property('[0].part', null);
    expect(codeOf(await get('/nowhere'))).to.equal('backup.unknown_repository');
  });

  it('credentials and passwords reach the lab, and are in no reply, no log and no row', async () => {
    const credentials = {
      variables: { AWS_ACCESS_KEY_ID: 'known', AWS_SECRET_ACCESS_KEY: 'hush-hush' },
      ssh: { privateKey: 'hush-key', knownHosts: 'backup.example.org ssh-ed25519 AAAA' },
    };
    const reply = await post('/offsite', { credentials, password: 'hush-word' });
    expect(reply.status).to.equal(201);
    expect(JSON.parse(reply.text)).to.include({ state: 'ready', credentials: true });
    expect(bench.backups.asked).to.deep.equal([
      { addRepository: 'offsite', given: { credentials, password: 'hush-word' } },
    ]);
    const told = [reply.text, (await get()).text, JSON.stringify(bench.logs), JSON.stringify(bench.audit())];
    for (const text of told) expect(text).not.to.include('hush');
    expect(bench.audit()[0]).to.include({ action: 'addRepository', target: 'offsite', result: 'ok' });
  });

  it('no variable reaches the engine of backups but those that are credentials, each in one line', async () => {
    for (const variables of [
      { RESTIC_PASSWORD_COMMAND: 'touch /tmp/x' },
      { LD_PRELOAD: '/tmp/x.so' },
      { PATH: '/tmp' },
      { AWS_SECRET_ACCESS_KEY: 'a\nb' },
      { AWS_SECRET_ACCESS_KEY: '' },
    ]) {
      const reply = await post('/offsite', { credentials: { variables } });
      expect(codeOf(reply), JSON.stringify(variables)).to.equal('request.invalid');
    }
    expect(bench.backups.asked).to.deep.equal([]);
  });

  it('is tried where the lab file has it, or at another place that is given', async () => {
    expect((await post('/offsite/test', {})).status).to.equal(204);
    expect((await post('/elsewhere/test', { location: '/mnt/disk/lab', password: 'p' })).status).to.equal(
      204,
    );
    expect(bench.backups.asked).to.deep.equal([
      {
        testRepository: {
          name: 'offsite',
          location: { kind: 'rest', url: 'https://backup.example.org:8000/lab/' },
        },
        given: {},
      },
      {
        testRepository: { name: 'elsewhere', location: { kind: 'folder', path: '/mnt/disk/lab' } },
        given: { password: 'p' },
      },
    ]);
    expect(codeOf(await post('/elsewhere/test', {}))).to.equal('backup.unknown_repository');
  });

  it('a place that is none, or that holds a password, is refused without repeating it', async () => {
    const reply = await post('/x/test', { location: 'rest:https://me:hush@backup.example.org/' });
    expect([reply.status, codeOf(reply)]).to.deep.equal([422, 'backup.invalid_location']);
    expect(reply.text).not.to.include('hush');
  });

  it('a recovery code is shown once, never kept for a repeated request, and counts once it was typed back', async () => {
    const headers = { 'idempotency-key': 'one' };
    const made = await bench.page(`${base}/local/recovery-code`, { method: 'POST', cookie, headers });
    expect([made.status, JSON.parse(made.text)]).to.deep.equal([
      201,
      { code: recoveryCode, repository: 'local', location: 'backups/repository', labId: 'labtest1' },
    ]);
    expect(bench.store.replies.get('id-admin', 'one')).to.equal(undefined);
    const wrong = await post('/local/recovery-code/confirm', { code: 'something else' });
    expect([wrong.status, codeOf(wrong)]).to.deep.equal([422, 'backup.wrong_code']);
    const right = await post('/local/recovery-code/confirm', { code: recoveryCode });
    expect(JSON.parse(right.text)).to.include({ recoveryCode: 'confirmed' });
    const told = JSON.stringify([bench.logs, bench.audit(), right.text]);
    expect(told).not.to.include(recoveryCode);
  });

  it('is forgotten only as far as its keys go, and anyhow only where that was said', async () => {
    for (const query of ['', '?anyhow=true'])
      expect((await bench.page(`${base}/local${query}`, { method: 'DELETE', cookie })).status).to.equal(204);
    expect(bench.backups.asked).to.deep.equal([
      { removeRepository: 'local', anyhow: false },
      { removeRepository: 'local', anyhow: true },
    ]);
  });

  it('whoever only runs the lab sees repositories, and changes nothing of them', async () => {
    cookie = await bench.signIn('operator');
    expect((await get()).status).to.equal(200);
    for (const path of ['/local', '/local/test', '/local/recovery-code', '/local/recovery-code/confirm'])
      expect((await post(path, {})).status, path).to.equal(403);
  });
});
