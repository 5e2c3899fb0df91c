// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type {
  BackupsReply,
  DrillReply,
  RepositoryReply,
  RestoreReply,
  SnapshotDetailsReply,
  SnapshotReply,
} from 'lab-manager/contract';
import { fewestOfPassphrase } from '../../../../lab-manager/src/contract/backup-requests.ts';
import { repairWords } from '../../../../lab-manager/src/contract/repair-words.ts';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodeDialog } from '../../../src/features/backups/code-dialog.tsx';
import { DrillTable } from '../../../src/features/backups/drills-card.tsx';
import { ExportDialog } from '../../../src/features/backups/export-dialog.tsx';
import { FolderTable } from '../../../src/features/backups/folder-card.tsx';
import { crumbsOf, isRestorable } from '../../../src/features/backups/folder-path.ts';
import { RepositoriesCard } from '../../../src/features/backups/repositories-card.tsx';
import { blankSecrets, requestOf } from '../../../src/features/backups/repository-secrets.ts';
import { RestoreDialog } from '../../../src/features/backups/restore-dialog.tsx';
import { SnapshotTable } from '../../../src/features/backups/snapshots-card.tsx';
import { StateCard } from '../../../src/features/backups/state-card.tsx';
import { WaitingCard } from '../../../src/features/backups/waiting-card.tsx';
import { contentUrl } from '../../../src/features/backups/api.ts';
import { workOf } from '../../../src/features/backups/work-choice.tsx';

const time = '2026-11-21T03:00:00.000Z';

const snapshot: SnapshotReply = {
  ...{ id: '1a2b3c4d'.repeat(8), repository: 'local', takenAt: time, job: 'J1', complete: true },
  ...{ standing: 'restore-tested', sentence: 'Good: restored in a drill 3 days ago, in 4 min 12 s.' },
  ...{ original: null, bytesProcessed: 2048, bytesAdded: 10, filesProcessed: 5 },
};

const backups: BackupsReply = {
  ...{ state: 'good', sentence: 'The newest good snapshot was made 9 hours ago.', alarms: [], warnings: [] },
  ...{
    schedule: '0 3 * * *',
    nextAt: time,
    waiting: null,
    lastGood: snapshot,
    unseen: null,
    repository: 'local',
    lastDrill: null,
    job: null,
  },
  restores: [],
};

const repository: RepositoryReply = {
  ...{ name: 'local', location: 'backups/repository', kind: 'folder', copyOf: null, state: 'ready' },
  ...{ why: null, onDataDisk: true, bytes: 4096, snapshots: 2, checkedAt: time, damage: [] },
  ...{ read: { parts: 3, of: 28 }, recoveryCode: 'unconfirmed', codeConfirmedAt: null, credentials: false },
};

const restore: RestoreReply = {
  ...{ job: 'R1', snapshot: snapshot.id, repository: 'local', words: 'prod', environments: ['prod'] },
  ...{ state: 'restored', restoredAt: time, undoneAfter: [] },
};

const drill: DrillReply = {
  ...{ snapshot: snapshot.id, repository: 'local', startedAt: time, endedAt: '2026-11-21T03:04:12.000Z' },
  ...{ sentence: 'Right 3 days ago.', failure: null, inconclusive: false },
  ...{ tables: 2, rows: 10, files: 5, bytes: 2048 },
};

const details: SnapshotDetailsReply = {
  ...snapshot,
  drills: [],
  manifest: {
    lab: { id: 'lab1', name: 'Our lab', version: '0.1.0', labFileVersion: 1 },
    environments: ['prod'],
    databases: [
      {
        ...{ service: 'prod-db', environment: 'prod', file: 'db/prod-db.sql', serverVersion: '10.11' },
        ...{ bytes: 1, sha256: 'ab', tables: [] },
      },
    ],
    folders: [],
    leftOut: [],
    missing: [],
  },
};

/** What the lab answers, by method and path; what it was sent is kept. */
const answers = new Map<string, unknown>();
const sent: { path: string; body: unknown }[] = [];

function shown(children: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={client}>
      <MemoryRouter>{children}</MemoryRouter>
    </QueryClientProvider>,
  );
}

describe('features/backups', () => {
  beforeEach(() => {
    answers.clear();
    sent.length = 0;
    HTMLDialogElement.prototype.showModal ??= vi.fn();
    vi.stubGlobal(
      'fetch',
      vi.fn((path: string, init: RequestInit) => {
        const key = `${init.method ?? 'GET'} ${path.replace('/api/v1', '')}`;
        sent.push({ path: key, body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined });
        const answer = answers.get(key);
        return Promise.resolve(
          new Response(JSON.stringify(answer ?? { title: 'No.', code: 'request.not_found', status: 404 }), {
            status: answer === undefined ? 404 : 200,
          }),
        );
      }),
    );
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('says in one sentence how well the lab is kept, and when the next night is', () => {
    const { container } = shown(<StateCard backups={backups} />);
    expect(container.textContent).toContain('The newest good snapshot was made 9 hours ago.');
    expect(container.textContent).toContain('The next snapshot is due');
    expect(container.textContent).toContain('No restore was tried out yet.');
  });

  it('what somebody should see to stands below, and makes no alarm of it', () => {
    const { container } = shown(
      <StateCard backups={{ ...backups, warnings: ['No code was typed back.'] }} />,
    );
    expect(container.textContent).toMatch(/The newest good snapshot.*No code was typed back\./);
  });

  it('an alarm stands first and once, the others below', () => {
    const sentence = 'No good snapshot for 31 hours.';
    const { container } = shown(
      <StateCard backups={{ ...backups, state: 'alarm', sentence, alarms: [sentence, 'No code.'] }} />,
    );
    expect(container.textContent.match(/31 hours/g)).toHaveLength(1);
    expect(container.textContent).toContain('No code.');
  });

  it('only the lab file says that nothing is backed up by itself: a night that is not due yet does not', () => {
    const told = (changes: Partial<BackupsReply>) =>
      shown(<StateCard backups={{ ...backups, ...changes }} />).container.textContent;
    expect(told({ schedule: null, nextAt: null })).toContain('Nothing is backed up by itself');
    const waits = told({ nextAt: null, waiting: 'The lab waits for its restore.' });
    expect(waits).toContain('The lab waits for its restore.');
    expect(waits).not.toMatch(/by itself|is due/);
  });

  it('a snapshot’s standing is a word with its reason, never a colour alone', () => {
    shown(
      <SnapshotTable
        snapshots={[snapshot, { ...snapshot, id: 'ff', standing: 'lacking', sentence: 'Not good: …' }]}
      />,
    );
    const [, good, lacking] = screen.getAllByRole('row');
    expect(good?.textContent).toContain('Restore-tested');
    expect(good?.textContent).toContain('4 min 12 s');
    expect(lacking?.textContent).toContain('Lacking');
    expect(within(good!).getByRole('link').getAttribute('href')).toBe(`/backups/local/${snapshot.id}`);
  });

  it('a drill that came to no end is not called failed: it says nothing against its snapshot', () => {
    const failure = 'The disk is full.';
    shown(
      <DrillTable
        drills={[
          drill,
          {
            ...{ ...drill, startedAt: 'b', failure, inconclusive: true },
            sentence: 'Came to no end 2 days ago: The disk is full.',
          },
          { ...drill, startedAt: 'c', failure: 'It differs.', sentence: 'Failed 1 day ago: It differs.' },
        ]}
      />,
    );
    const [, well, inconclusive, failed] = screen.getAllByRole('row').map((row) => row.textContent);
    expect(well).toMatch(/Right.*Right 3 days ago/);
    expect(inconclusive).toMatch(/Came to no end.*Came to no end 2 days ago/);
    expect(inconclusive).not.toContain('Failed');
    expect(failed).toMatch(/Failed.*Failed 1 day ago/);
  });

  it('a repository tells what it needs: made, or its code typed back', () => {
    const declared = {
      ...{ ...repository, name: 'offsite', state: 'declared' as const, why: 'It was not made here yet.' },
      recoveryCode: 'none' as const,
    };
    const { unmount } = shown(<RepositoriesCard repositories={[repository, declared]} mayManage />);
    const [, made, unmade] = screen.getAllByRole('row');
    expect(made?.textContent).toContain('Made, not typed back yet');
    expect(made?.textContent).toContain('lost with that');
    expect(
      within(made!)
        .getAllByRole('button')
        .map((one) => one.getAttribute('aria-label')),
    ).toEqual(['Type back the recovery code of local…', 'New code for local…']);
    expect(within(unmade!).getByRole('button').getAttribute('aria-label')).toBe('Make or open offsite…');
    unmount();
    shown(<RepositoriesCard repositories={[repository, declared]} mayManage={false} />);
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('one that the lab file names no more is told as such, and not as one that does not answer', () => {
    const { container } = shown(
      <RepositoriesCard repositories={[{ ...repository, state: 'removed', why: 'Gone.' }]} mayManage />,
    );
    expect(container.textContent).toContain('Not in the lab file any more');
    expect(container.textContent).not.toContain('Not reachable');
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('damage is told with its words', () => {
    const damage = [{ foundAt: time, seenAt: time, words: 'pack 12 is damaged', part: null, snapshots: [] }];
    const { container } = shown(<RepositoriesCard repositories={[{ ...repository, damage }]} mayManage />);
    expect(container.textContent).toContain('Damaged');
    expect(container.textContent).toContain('pack 12 is damaged');
  });

  it('a damaged repository is mended only with the lab’s name typed; one that is not offers nothing', async () => {
    answers.set('GET /lab', { name: 'Our lab' });
    const damage = [{ foundAt: time, seenAt: time, words: 'pack 12 is damaged', part: 3, snapshots: [] }];
    shown(
      <RepositoriesCard
        repositories={[
          { ...repository, damage },
          { ...repository, name: 'nas' },
        ]}
        mayManage
      />,
    );
    expect(screen.queryByLabelText('Repair nas…')).toBeNull();
    fireEvent.click(screen.getByLabelText('Repair local…'));
    const typed = await screen.findByLabelText('Type “Our lab” to confirm');
    for (const sentence of Object.values(repairWords)) expect(screen.getByText(sentence)).toBeTruthy();
    const confirm = screen.getByText('Repair').closest('button');
    expect(confirm?.disabled).toBe(true);
    fireEvent.change(typed, { target: { value: 'Our lab' } });
    fireEvent.click(confirm!);
    await waitFor(() => {
      expect(sent.at(-1)).toEqual({
        path: 'POST /backups/repairs',
        body: { repository: 'local', confirm: 'Our lab' },
      });
    });
  });

  it('credentials are those of the kind of repository alone, and nothing empty is sent', () => {
    const secrets = {
      ...blankSecrets,
      keyId: ' id ',
      secret: 's',
      user: 'u',
      privateKey: 'KEY',
      knownHosts: 'h',
    };
    expect(requestOf('folder', secrets)).toEqual({});
    expect(requestOf('s3', secrets)).toEqual({
      credentials: { variables: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 's' } },
    });
    expect(requestOf('rest', secrets)).toEqual({ credentials: { variables: { RESTIC_REST_USERNAME: 'u' } } });
    expect(requestOf('rest', blankSecrets)).toEqual({});
    expect(requestOf('sftp', { ...secrets, existing: 'CODE ' })).toEqual({
      credentials: { ssh: { privateKey: 'KEY\n', knownHosts: 'h\n' } },
      password: 'CODE',
    });
  });

  it('a recovery code is made on request, shown once, and checked as it was typed', async () => {
    const at = '/backups/repositories/local/recovery-code';
    answers.set(`POST ${at}`, { code: '4K7QZ-1', repository: 'local', location: 'x', labId: 'lab1' });
    shown(<CodeDialog repository="local" makes onClose={vi.fn()} />);
    expect(sent).toEqual([]);
    fireEvent.click(screen.getByText('Make a code'));
    await screen.findByText('4K7QZ-1');
    const check = screen.getByText('Check the code').closest('button');
    expect(check?.disabled).toBe(true);
    fireEvent.change(screen.getByLabelText('Type it back from paper'), { target: { value: '4k7qz 1' } });
    fireEvent.click(check!);
    await screen.findByText('No.');
    expect(sent.at(-1)).toEqual({ path: `POST ${at}/confirm`, body: { code: '4k7qz 1' } });
    answers.set(`POST ${at}/confirm`, repository);
    fireEvent.click(check!);
    await screen.findByText('That code opens local.');
    expect(screen.queryByText('4K7QZ-1')).toBeNull();
  });

  it('a restore says what it does, and is asked for once the lab’s name was typed', async () => {
    answers.set('GET /lab', { name: 'Our lab' });
    const plan = {
      standing: 'lacking',
      sentence: 'Not good: something is missing.',
      lacking: ['The database prod-db is not in it.'],
      steps: ['It is made anew.'],
    };
    answers.set('POST /backups/restores/plan', plan);
    shown(<RestoreDialog snapshot={details} onClose={vi.fn()} />);
    await screen.findByText('It is made anew.');
    expect(screen.getByText('This snapshot is not known to be good.')).toBeTruthy();
    const confirm = screen.getByText('Restore').closest('button');
    expect(confirm?.disabled).toBe(true);
    fireEvent.change(screen.getByLabelText('What to restore'), { target: { value: 'prod-db' } });
    fireEvent.change(screen.getByLabelText('If work is running in it'), { target: { value: 'end' } });
    fireEvent.change(await screen.findByLabelText('Type “Our lab” to confirm'), {
      target: { value: 'Our lab' },
    });
    await screen.findByText('It is made anew.');
    fireEvent.click(confirm!);
    expect(sent.some(({ path }) => path === 'POST /backups/restores')).toBe(false);
    fireEvent.click(screen.getByLabelText(/^Restore what it has all the same/));
    fireEvent.click(confirm!);
    await waitFor(() => {
      expect(sent.at(-1)?.path).toBe('POST /backups/restores');
    });
    expect(sent.at(-1)?.body).toEqual({
      ...{ repository: 'local', snapshot: snapshot.id, target: 'prod-db' },
      ...{ lacking: true, confirm: 'Our lab', waitForWork: 0 },
    });
  });

  it('nothing can be asked for while nobody knows what it would do', async () => {
    answers.set('GET /lab', { name: 'Our lab' });
    shown(<RestoreDialog snapshot={details} path="/environments/prod/data/a" onClose={vi.fn()} />);
    await screen.findByText('No.');
    fireEvent.change(await screen.findByLabelText('Type “Our lab” to confirm'), {
      target: { value: 'Our lab' },
    });
    fireEvent.click(screen.getByText('Restore'));
    expect(sent.some(({ path }) => path === 'POST /backups/restores')).toBe(false);
  });

  it('what waits for a word can be kept or taken back, the newest first', () => {
    const later = { ...restore, job: 'R2', words: 'dev' };
    const earlier = { ...restore, undoneAfter: ['R2'] };
    const { unmount } = shown(<WaitingCard restores={[later, earlier]} mayRestore />);
    const undo = (of: string) =>
      screen.getByRole('button', { name: `Take it back: the restore of ${of}…` }) as HTMLButtonElement;
    expect([undo('dev').disabled, undo('prod').disabled]).toEqual([false, true]);
    expect(screen.getByText('A later restore has to be taken back first.')).toBeTruthy();
    unmount();
    shown(<WaitingCard restores={[later]} mayRestore={false} />);
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('to keep a restore tells how much is deleted, and asks first', async () => {
    answers.set('GET /backups/restores/R1/before', { bytes: 2 * 1024 ** 2 });
    shown(<WaitingCard restores={[restore]} mayRestore />);
    fireEvent.click(screen.getByRole('button', { name: 'Keep what was restored of prod…' }));
    await screen.findByText(/2 MiB, is deleted for good/);
    expect(sent.map(({ path }) => path)).toEqual(['GET /backups/restores/R1/before']);
    fireEvent.click(screen.getByText('Delete what was before'));
    await waitFor(() => {
      expect(sent.at(-1)?.path).toBe('POST /backups/restores/R1/confirm');
    });
  });

  it('to take a restore back asks for the lab’s name', async () => {
    answers.set('GET /lab', { name: 'Our lab' });
    shown(<WaitingCard restores={[restore]} mayRestore />);
    fireEvent.click(screen.getByRole('button', { name: 'Take it back: the restore of prod…' }));
    const typed = await screen.findByLabelText('Type “Our lab” to confirm');
    fireEvent.click(screen.getByText('Take it back'));
    expect(sent.some(({ path }) => path.startsWith('POST'))).toBe(false);
    fireEvent.change(typed, { target: { value: 'Our lab' } });
    fireEvent.click(screen.getByText('Take it back'));
    await waitFor(() => {
      expect(sent.at(-1)).toMatchObject({
        path: 'POST /backups/restores/R1/undo',
        body: { confirm: 'Our lab' },
      });
    });
  });

  it('one that did not come to its end can only be taken back; one that was taken back can only be confirmed', () => {
    const names = () => screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'));
    const { unmount } = shown(<WaitingCard restores={[{ ...restore, state: 'unfinished' }]} mayRestore />);
    expect(names()).toEqual(['Take it back: the restore of prod…']);
    unmount();
    shown(<WaitingCard restores={[{ ...restore, state: 'undone' }]} mayRestore />);
    expect(names()).toEqual(['Delete what was restored of prod…']);
  });

  it('a folder is opened, a file kept, and only what is an environment’s is put back', () => {
    const [onOpen, onRestore] = [vi.fn(), vi.fn()];
    const entry = { mode: 0o644, size: 5, modifiedAt: null };
    const file = {
      ...entry,
      path: '/environments/prod/data/a "b".csv',
      name: 'a "b".csv',
      type: 'file' as const,
    };
    shown(
      <FolderTable
        entries={[
          { ...entry, path: '/backups', name: 'backups', type: 'dir' },
          { ...entry, path: '/lab.yaml', name: 'lab.yaml', type: 'file' },
          file,
        ]}
        left={3}
        more
        urlOf={(path) => contentUrl('local', 'ab', path)}
        onOpen={onOpen}
        onRestore={onRestore}
      />,
    );
    fireEvent.click(screen.getByRole('button', { name: 'backups' }));
    expect(onOpen).toHaveBeenCalledWith('/backups');
    expect(screen.getByRole('link', { name: 'Download a "b".csv' }).getAttribute('href')).toBe(
      '/api/v1/backups/repositories/local/snapshots/ab/content?path=%2Fenvironments%2Fprod%2Fdata%2Fa%20%22b%22.csv',
    );
    fireEvent.click(screen.getByRole('button', { name: /^Restore / }));
    expect(onRestore).toHaveBeenCalledWith(file.path);
    expect(screen.getByText(/^3 more are not listed/)).toBeTruthy();
    expect(screen.getByText(/folders may be among those/)).toBeTruthy();
  });

  it('knows the way to a folder, and what can be put back by itself', () => {
    expect(crumbsOf('/')).toEqual([]);
    expect(crumbsOf('/a/b c')).toEqual([
      { name: 'a', path: '/a' },
      { name: 'b c', path: '/a/b c' },
    ]);
    expect(['/lab.yaml', '/environments/prod/data', '/environments/prod/data/a'].map(isRestorable)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('an export is sealed with what was typed the same twice, and without it leaves secrets out', async () => {
    shown(<ExportDialog onClose={vi.fn()} />);
    const submit = screen.getByText('Export').closest('button')!;
    const type = (label: RegExp, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    expect(screen.getByText(new RegExp(`At least ${String(fewestOfPassphrase)} characters`))).toBeTruthy();
    const longest = 'x'.repeat(fewestOfPassphrase - 1);
    for (const [typed, again, usable] of [
      [longest, longest, false],
      [`${longest}x`, `${longest}x`, true],
      ['too short', 'too short', false],
      ['correct horse battery', 'correct horse', false],
      ['correct horse battery', 'correct horse battery', true],
    ] as const) {
      type(/^Passphrase/, typed);
      type(/^The same again/, again);
      expect(submit.disabled, typed).toBe(!usable);
    }
    fireEvent.click(submit);
    await screen.findByText('No.');
    expect(sent.at(-1)).toEqual({
      path: 'POST /backups/exports',
      body: { passphrase: 'correct horse battery' },
    });
    type(/^Passphrase/, '');
    type(/^The same again/, '');
    fireEvent.click(submit);
    await waitFor(() => {
      expect(sent.at(-1)?.body).toEqual({});
    });
  });

  it('work that runs is refused, waited for, or ended, as it was chosen', () => {
    expect((['refuse', 'wait', 'end'] as const).map(workOf)).toEqual([
      {},
      { waitForWork: 86_400 },
      { waitForWork: 0 },
    ]);
  });
});
