import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { codeOf } from '../../../support/code-of.ts';
import {
  aDrill,
  aManifest,
  aRestore,
  aSnapshot,
  lackingId,
  snapshotId,
} from '../../../support/fake-backups.ts';
import { useApi } from '../../../support/use-api.ts';

const inLocal = '/api/v1/backups/repositories/local';
const inSnapshot = `${inLocal}/snapshots/${snapshotId.slice(0, 8)}`;
const dataFile = '/environments/prod/data/a.txt';

describe('api/routes/backup-handlers', () => {
  const bench = useApi();
  const get = async (path: string, role: 'owner' | 'operator' | 'scientist' = 'owner') =>
    bench.page(path, { cookie: await bench.signIn(role, `${role}-${Math.random()}`) });
  const json = async (path: string) => {
    const reply = await get(path);
    expect(reply.status, reply.text).to.equal(200);
    return JSON.parse(reply.text) as Record<string, unknown>;
  };

  describe('the overview', () => {
    it('says in one sentence how well the lab is kept, with the next night and the newest good snapshot', async () => {
      const body = await json('/api/v1/backups');
      expect(body).to.include({ state: 'good', schedule: '0 3 * * *', nextAt: '2026-11-22T03:00:00.000Z' });
      expect(body['sentence']).to.match(/^The newest good snapshot was made .*restored in a drill\.$/);
      expect(body['lastGood']).to.include({ id: snapshotId, standing: 'restore-tested' });
      expect(body['lastDrill']).to.have.property('sentence').that.includes('4 min 12 s');
    });

    it('says first what needs a person', async () => {
      bench.backups.alarms = ['No good snapshot was made for 31 hours.', 'No recovery code was typed back.'];
      expect(await json('/api/v1/backups')).to.include({
        state: 'alarm',
        sentence: 'No good snapshot was made for 31 hours.',
      });
    });

    it('is no worse for what somebody should see to, and tells it', async () => {
      bench.backups.warnings = ['No recovery code was typed back.'];
      const { state, alarms, warnings } = await json('/api/v1/backups');
      expect([state, alarms, warnings]).to.deep.equal(['good', [], ['No recovery code was typed back.']]);
    });

    it('is good only with a good snapshot: one that lacks something is none', async () => {
      bench.backups.known = [aSnapshot({ standing: 'lacking', complete: false })];
      expect(await json('/api/v1/backups')).to.include({
        state: 'none',
        sentence: 'There is no good snapshot yet.',
        lastGood: null,
      });
    });

    it('while its repository can’t be used, the last good snapshot is told with its age and place, and nothing as good', async () => {
      const lastGoodAt = Date.UTC(2025, 10, 21, 3);
      bench.backups.unseen = { repository: 'nas', lastGoodAt, isAway: true };
      const told = await json('/api/v1/backups');
      expect(told['state']).to.equal('away');
      expect(told['sentence']).to.match(
        /^The last good snapshot was made .* in nas, which can’t be used now\.$/,
      );
      expect(told['unseen']).to.deep.equal({
        repository: 'nas',
        lastGoodAt: new Date(lastGoodAt).toISOString(),
      });
    });

    it('without hands for backups every request is refused, not answered as if there were none', async () => {
      const cookie = await bench.signIn('owner');
      await bench.restart({ backups: undefined });
      for (const path of ['/api/v1/backups', '/api/v1/backups/repositories', '/api/v1/backups/drills'])
        expect(codeOf(await bench.page(path, { cookie })), path).to.equal('backup.engine_missing');
    });
  });

  describe('snapshots', () => {
    it('are listed with their standing and why, as of the last listing or anew', async () => {
      const { items } = (await json(`${inLocal}/snapshots`)) as { items: object[] };
      expect(items.map((one) => Object.entries(one).flat().includes('lacking'))).to.deep.equal([false, true]);
      await json(`${inLocal}/snapshots?anew=true`);
      expect(bench.backups.asked).to.deep.equal([
        { snapshots: 'local', anew: false },
        { snapshots: 'local', anew: true },
      ]);
    });

    it('of a repository that can’t be read are a problem, never an empty list', async () => {
      bench.backups.failure = new LabError('backup.unreachable', 'The host does not answer.', {
        hint: 'Is it on?',
      });
      const reply = await get(`${inLocal}/snapshots`);
      expect([reply.status, codeOf(reply)]).to.deep.equal([502, 'backup.unreachable']);
    });

    it('are shown with what is in them, and the drills they went through', async () => {
      const body = await json(inSnapshot);
      expect(body).to.have.nested.property('manifest.databases[0].tables[0].rows', 3);
      expect(body).to.have.nested.property('manifest.folders[0].files', 512);
      expect(body).to.have.nested.property('drills[0].rows', aDrill.rows);
      expect(codeOf(await get(`${inLocal}/snapshots/00000000`))).to.equal('backup.unknown_snapshot');
    });
  });

  describe('a folder', () => {
    const names = async (path: string) => {
      const { items } = (await json(`${inSnapshot}/entries?path=${encodeURIComponent(path)}`)) as {
        items: { name: string }[];
      };
      return items.map(({ name }) => name);
    };

    it('is listed with folders first, and without what holds the lab’s secrets', async () => {
      expect(await names('/')).to.deep.equal(['backups', 'environments', 'lab.yaml']);
      expect(await names('/backups/staging')).to.deep.equal(['manifest.json']);
    });

    it('is listed as far as asked, and says how much is left', async () => {
      expect(await json(`${inSnapshot}/entries?limit=1`)).to.include({ left: 2, more: false });
    });

    it('that holds more than is kept of it says so, and how much is left all the same', async () => {
      bench.backups.beyond = 7;
      expect(await json(`${inSnapshot}/entries?limit=1`)).to.include({ left: 9, more: true });
    });

    it('that holds secrets is refused however its name is written, before anybody is asked', async () => {
      for (const path of [
        '/state',
        '/state/secrets/edge',
        '//state',
        '/./state/ca',
        '/environments/../state',
        '/backups/staging/lab.db',
      ]) {
        const reply = await get(`${inSnapshot}/entries?path=${encodeURIComponent(path)}`);
        expect([reply.status, codeOf(reply)], path).to.deep.equal([403, 'backup.not_shown']);
      }
      expect(bench.backups.asked).to.deep.equal([]);
    });

    it('with a file of a time that no calendar has is listed all the same', async () => {
      const files = bench.backups.folders.get('/environments/prod/data')!;
      for (const mtime of [Number.NaN, 9e15, -9e15]) {
        bench.backups.folders.set('/environments/prod/data', [{ ...files[0]!, mtime }]);
        const body = await json(
          `${inSnapshot}/entries?path=${encodeURIComponent('/environments/prod/data')}`,
        );
        expect(body).to.have.nested.property('items[0].modifiedAt', null);
      }
    });

    it('is not for those who may only see that there are snapshots', async () => {
      for (const what of ['entries', `content?path=${dataFile}`])
        expect((await get(`${inSnapshot}/${what}`, 'operator')).status).to.equal(403);
      expect((await get('/api/v1/backups', 'scientist')).status).to.equal(403);
    });
  });

  describe('a file', () => {
    const download = (path: string) => get(`${inSnapshot}/content?path=${encodeURIComponent(path)}`);

    it('comes whole, under its own name, as something to keep and never to show', async () => {
      const reply = await download(dataFile);
      expect([reply.status, reply.text]).to.deep.equal([200, 'hello']);
      expect(reply.headers).to.include({
        'content-type': 'application/octet-stream',
        'content-length': '5',
        'content-disposition': `attachment; filename="a.txt"; filename*=UTF-8''a.txt`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    });

    it('leaves a row of who took which file of which snapshot, also when it was refused', async () => {
      await download(dataFile);
      await download('/state/secrets/edge');
      const [refused, taken] = bench.audit().filter(({ action }) => action === 'downloadFromSnapshot');
      expect(taken).to.include({ result: 'ok', target: `local/1a2b3c4d:${dataFile}` });
      expect(refused).to.include({ result: 'failed', detail: 'backup.not_shown' });
    });

    it('that can’t be read is a problem with a status of its own', async () => {
      expect(codeOf(await download('/environments/prod/data/none'))).to.equal('backup.no_such_file');
      const { entry } = bench.backups.contents.get(dataFile)!;
      const damaged = new LabError('backup.damaged', 'A part of it is damaged.', { hint: 'Take another.' });
      bench.backups.contents.set(dataFile, { entry, chunks: [damaged] });
      expect(codeOf(await download(dataFile))).to.equal('backup.damaged');
    });

    it('that ends early, or fails on the way, is cut off and never looks whole', async () => {
      const { entry } = bench.backups.contents.get(dataFile)!;
      const broken = new LabError('backup.damaged', 'A part of it is damaged.', { hint: 'Take another.' });
      for (const chunks of [['he'], ['he', broken], ['hello', 'more']]) {
        bench.backups.contents.set(dataFile, { entry, chunks });
        const outcome = await download(dataFile).then(
          ({ text }) => text,
          () => 'cut off',
        );
        expect(outcome, JSON.stringify(chunks)).to.equal('cut off');
      }
    });

    it('of no bytes is a file, too', async () => {
      const { entry } = bench.backups.contents.get(dataFile)!;
      bench.backups.contents.set(dataFile, { entry: { ...entry, size: 0 }, chunks: [] });
      const reply = await download(dataFile);
      expect([reply.status, reply.headers['content-length'], reply.text]).to.deep.equal([200, '0', '']);
    });
  });

  describe('jobs', () => {
    const ask = async (path: string, body: object, role: 'owner' | 'operator' | 'viewer' = 'owner') =>
      bench.page(`/api/v1/backups${path}`, {
        method: 'POST',
        cookie: await bench.signIn(role, `${role}-${Math.random()}`),
        body,
      });
    const params = (text: string) => bench.store.journal.get((JSON.parse(text) as { id: string }).id)?.params;
    const named = { snapshot: snapshotId.slice(0, 8), confirm: 'Test lab' };

    it('a snapshot, a verification, a drill and an export are asked for with what they are about', async () => {
      const asked = [
        ['', {}, { target: 'lab' }],
        ['', { clockIsRight: true }, { target: 'lab', clockIsRight: true }],
        ['', { disksAreRight: true }, { target: 'lab', disksAreRight: true }],
        ['', { otherIsGone: true }, { target: 'lab', otherIsGone: true }],
        [
          '/verifications',
          { repository: 'local', parts: [3, 1, 3] },
          { target: 'lab', repository: 'local', parts: [1, 3] },
        ],
        ['/drills', {}, { target: 'lab', repository: 'local' }],
        ['/drills', { snapshot: '1a2b3c4d' }, { target: 'lab', repository: 'local', snapshot: snapshotId }],
        ['/exports', { file: 'mine.tar' }, { target: 'lab', file: 'mine.tar' }],
      ] as const;
      for (const [path, body, expected] of asked) {
        const reply = await ask(path, { ...body, whenBusy: 'wait' });
        expect([reply.status, params(reply.text)], path).to.deep.equal([202, expected]);
        expect(reply.headers.location).to.match(/^\/api\/v1\/jobs\//);
      }
    });

    it('an export has a name of its own where nobody gives one, and a path is none', async () => {
      const reply = await ask('/exports', {});
      expect(params(reply.text)?.file).to.match(/^lab-test-lab-\d{8}T\d{6}Z\.labx\.tar$/);
      for (const file of ['../lab.tar', '/etc/passwd', '.hidden', 'a/b', ''])
        expect(codeOf(await ask('/exports', { file })), file).to.equal('request.invalid');
    });

    it('an export’s passphrase is handed on beside the job, and is no part of it, of its reply, or of what is kept', async () => {
      const passphrase = 'correct horse battery';
      for (const [path, body, more] of [
        ['/exports', { file: 'mine.tar' }, {}],
        ['/imports', { file: 'mine.tar', confirm: 'Test lab', lacking: true }, { lacking: true }],
      ] as const) {
        const reply = await ask(path, { ...body, passphrase, whenBusy: 'wait' });
        const { id } = JSON.parse(reply.text) as { id: string };
        expect(params(reply.text), path).to.deep.equal({
          target: 'lab',
          file: 'mine.tar',
          sealed: true,
          ...more,
        });
        expect(bench.backups.asked.at(-1)).to.deep.equal({ keepPassphrase: id, passphrase });
        expect(reply.text + JSON.stringify(bench.audit())).not.to.contain(passphrase);
      }
      expect(codeOf(await ask('/exports', { passphrase: 'too short' }))).to.equal('request.invalid');
      expect(codeOf(await ask('/exports', { passphrase: 'two lines\nof twelve' }))).to.equal(
        'request.invalid',
      );
    });

    it('a restore takes the whole id of the snapshot, and of a file its environment', async () => {
      const lab = await ask('/restores', named);
      expect(params(lab.text)).to.deep.equal({ target: 'lab', snapshot: snapshotId, repository: 'local' });
      const path = '/environments/prod/data/results/';
      const file = await ask('/restores', { ...named, path, waitForWork: 60, whenBusy: 'wait' });
      expect(params(file.text)).to.deep.equal({
        ...{ target: 'prod', snapshot: snapshotId, repository: 'local' },
        ...{ path: '/environments/prod/data/results', waitForWork: 60 },
      });
    });

    it('a restore, its undoing and an import are refused without the lab’s name, letter by letter', async () => {
      bench.backups.waiting = [aRestore()];
      for (const confirm of ['', 'test lab', 'Test lab '])
        for (const [path, body] of [
          ['/restores', { snapshot: snapshotId }],
          [`/restores/${aRestore().job}/undo`, {}],
          ['/imports', { file: 'lab.tar' }],
        ] as const) {
          const reply = await ask(path, { ...body, confirm });
          expect([reply.status, codeOf(reply)]).to.deep.equal([400, 'request.invalid']);
          expect(reply.text).to.include('"confirm"');
        }
      expect(bench.store.journal.list({ limit: 1, before: undefined })).to.deep.equal([]);
    });

    it('what is to be restored by halves is refused, unless that was asked for', async () => {
      bench.backups.manifest = {
        ...aManifest,
        databases: [],
        missing: ['The database prod-db is not in it.'],
      };
      const refused = await ask('/restores', { ...named, target: 'prod' });
      expect([refused.status, codeOf(refused)]).to.deep.equal([409, 'backup.not_good']);
      const plan = await ask('/restores/plan', { snapshot: snapshotId, target: 'prod' });
      expect(JSON.parse(plan.text)).to.deep.include({ lacking: ['The database prod-db is not in it.'] });
      const done = await ask('/restores', { ...named, target: 'prod', lacking: true });
      expect(params(done.text)).to.deep.include({ target: 'prod', lacking: true });
      const imported = await ask('/imports', {
        ...{ file: 'lab.tar', confirm: 'Test lab' },
        ...{ lacking: true, whenBusy: 'wait' },
      });
      expect(params(imported.text)).to.deep.equal({ target: 'lab', file: 'lab.tar', lacking: true });
    });

    it('a restore of what the snapshot doesn’t hold, or of what nobody gets by itself, is refused at once', async () => {
      expect(codeOf(await ask('/restores', { ...named, target: 'dev' }))).to.equal('backup.not_in_snapshot');
      expect(codeOf(await ask('/restores', { ...named, path: '/lab.yaml' }))).to.equal('backup.refused_path');
      expect(codeOf(await ask('/restores', { ...named, path: '/state/ca/key' }))).to.equal(
        'backup.not_shown',
      );
      expect(codeOf(await ask('/restores', { ...named, snapshot: '00000000' }))).to.equal(
        'backup.unknown_snapshot',
      );
    });

    it('what would end work is refused while any runs, unless it was said what becomes of it', async () => {
      bench.lab.work = new LabError('work.running', 'A scenario runs in prod.', { hint: 'Wait for it.' });
      bench.backups.waiting = [aRestore()];
      for (const [path, body] of [
        ['/restores', named],
        ['/imports', { file: 'lab.tar', confirm: 'Test lab' }],
        [`/restores/${aRestore().job}/undo`, { confirm: 'Test lab' }],
      ] as const) {
        expect(codeOf(await ask(path, body)), path).to.equal('work.running');
        const told = await ask(path, { ...body, waitForWork: 0, whenBusy: 'wait' });
        expect([told.status, params(told.text)?.waitForWork], path).to.deep.equal([202, 0]);
      }
    });

    it('a plan says what a restore would do, in sentences, and asks for nothing', async () => {
      const reply = await ask('/restores/plan', { snapshot: lackingId, target: 'prod' });
      const plan = JSON.parse(reply.text) as { words: string; standing: string; steps: string[] };
      expect(plan).to.include({ words: 'prod', standing: 'lacking' });
      expect(plan.steps.join('\n'))
        .to.include('prod’s data (512 files, 2 KiB)')
        .and.to.include('(1 table, 3 rows)')
        .and.to.include('until then it can be undone');
      expect(bench.store.journal.list({ limit: 1, before: undefined })).to.deep.equal([]);
      expect(bench.audit().filter(({ action }) => action === 'planRestore')).to.deep.equal([]);
    });

    it('of an environment that is disabled now a plan says that nothing of it starts or stops, and is refused where it is about nothing else', async () => {
      const ofDev = { ...aManifest.folders[0]!, environment: 'dev' as const, path: 'environments/dev/data' };
      bench.backups.manifest = { ...aManifest, folders: [...aManifest.folders, ofDev] };
      const told = async () => (await ask('/restores/plan', { snapshot: snapshotId, target: 'lab' })).text;
      expect(await told()).not.to.include('is disabled');
      const { version, parsed } = bench.lab.heldTo();
      const { environments } = parsed;
      const dev = { ...environments.dev, enabled: false };
      bench.lab.held = { version, parsed: { ...parsed, environments: { ...environments, dev } } };
      expect(await told()).to.include('As dev is disabled, nothing of it is started or stopped');
      for (const about of [
        { target: 'dev' },
        { target: 'dev-db' },
        { target: 'lab', path: '/environments/dev/data/a.txt' },
      ])
        for (const path of ['/restores/plan', '/restores']) {
          const body = {
            snapshot: snapshotId,
            ...about,
            ...(path === '/restores' && { confirm: 'Test lab' }),
          };
          expect(codeOf(await ask(path, body)), path).to.equal('environment.unknown');
        }
    });

    it('what waits for a person is listed with what lies aside, confirmed, and undone', async () => {
      bench.backups.waiting = [aRestore({ environments: ['prod', 'dev'], words: 'the whole lab' })];
      const { job } = aRestore();
      expect(await json('/api/v1/backups/restores')).to.have.nested.property(
        'items[0].words',
        'the whole lab',
      );
      expect(await json('/api/v1/backups/restores')).to.have.nested.property('items[0].state', 'restored');
      expect(await json(`/api/v1/backups/restores/${job}/before`)).to.deep.equal({ bytes: 7_000_000 });
      const confirmed = await ask(`/restores/${job}/confirm`, { whenBusy: 'wait' });
      expect(params(confirmed.text)).to.deep.equal({ target: 'lab', restore: job });
      const undone = await ask(`/restores/${job}/undo`, { confirm: 'Test lab', whenBusy: 'wait' });
      expect(params(undone.text)).to.deep.equal({ target: 'lab', restore: job });
      for (const verb of ['confirm', 'undo'])
        expect(
          codeOf(await ask(`/restores/another/${verb}`, verb === 'undo' ? { confirm: 'Test lab' } : {})),
          verb,
        ).to.equal('backup.no_such_restore');
    });

    it('whoever runs the lab makes snapshots and drills; only owners and admins restore, export and import', async () => {
      for (const path of ['', '/verifications', '/drills'])
        expect((await ask(path, { whenBusy: 'wait' }, 'operator')).status, path).to.equal(202);
      for (const path of ['/restores', '/restores/plan', '/exports', '/imports'])
        expect((await ask(path, {}, 'operator')).status, path).to.equal(403);
      expect((await ask('', {}, 'viewer')).status).to.equal(403);
    });
  });
});
