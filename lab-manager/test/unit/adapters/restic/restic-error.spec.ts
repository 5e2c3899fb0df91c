import { expect } from 'chai';
import { resticError } from '../../../../src/adapters/restic/restic-error.ts';
import { BoundedSaid, said, type Said } from '../../../../src/adapters/restic/said.ts';

const doing = { words: 'check the repository nas', repository: 'nas' };
const hear = (...lines: string[]): Said[] => lines.map((line) => said(line)).filter((it) => it !== undefined);
const error = (code: number | undefined, ...lines: string[]) =>
  resticError({ code, signal: code === undefined ? 'SIGKILL' : undefined, said: hear(...lines) }, doing);
const exit = (message: string, code = 1) => JSON.stringify({ message_type: 'exit_error', code, message });

describe('adapters/restic/said', () => {
  it('errors of one thing name it, in every form that restic has for them', () => {
    expect(
      hear(
        '{"message_type":"error","error":{"message":"open /a: permission denied"},"during":"archival","item":"/a"}',
      ),
    ).to.deep.equal([{ text: 'open /a: permission denied', item: '/a', kind: 'error' }]);
    expect(hear('{"message_type":"error","message":"pack 1 is damaged"}')).to.deep.equal([
      { text: 'pack 1 is damaged', item: undefined, kind: 'error' },
    ]);
    expect(hear(exit('Fatal: no'), '', 'subprocess ssh: hello').map((it) => it.kind)).to.deep.equal([
      'exit',
      'text',
    ]);
  });

  it('the first and the last of it stay, whatever comes, in bounds', () => {
    const heard = new BoundedSaid(2, 3);
    for (let n = 0; n < 10_000; n += 1) heard.add({ text: String(n), item: undefined, kind: 'text' });
    expect(heard.all().map((it) => it.text)).to.deep.equal(['0', '1', '9997', '9998', '9999']);
    expect(said('x'.repeat(1_000_000))?.text.length).to.be.below(3_000);
  });
});

describe('adapters/restic/restic-error', () => {
  it('an exit status of its own decides, whatever was said', () => {
    const codes = [10, 11, 12, 130].map((code) => error(code, exit('connection refused', code)).code);
    expect(codes).to.deep.equal(['backup.no_repository', 'backup.locked', 'backup.wrong_key', 'backup.cut']);
  });

  it('a status that nobody knows, and an end by a signal, are failures', () => {
    for (const failed of [error(2, 'runtime error'), error(77), error(undefined)])
      expect(failed.code).to.equal('backup.failed');
    expect(error(undefined).message).to.contain('SIGKILL');
  });

  const cases: readonly (readonly [string, string, ...string[]])[] = [
    [
      'backup.host_key_changed',
      'a changed host key',
      'subprocess ssh: @ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @',
      'subprocess ssh: Host key verification failed.',
      exit('Fatal: unable to start the sftp session, error: unexpected EOF'),
    ],
    [
      'backup.host_key_unknown',
      'a host key that nobody confirmed',
      'subprocess ssh: No ED25519 host key is known for [127.0.0.1]:2222 and you have requested strict checking.',
      exit('Fatal: unable to start the sftp session, error: unexpected EOF'),
    ],
    [
      'backup.forbidden',
      'a server that lets nobody in',
      'subprocess ssh: lab@nas: Permission denied (publickey).',
      exit('Fatal: unable to start the sftp session'),
    ],
    [
      'backup.forbidden',
      'wrong credentials of S3',
      exit(
        'Fatal: unable to open config file: Stat: The Access Key Id you provided does not exist: InvalidAccessKeyId',
      ),
    ],
    [
      'backup.forbidden',
      'a REST server that refuses',
      exit('Fatal: unable to save snapshot: unexpected HTTP response (403): 403 Forbidden'),
    ],
    [
      'backup.target_full',
      'a full disk',
      exit('Fatal: unable to save snapshot: write /r/data/00/ab: no space left on device'),
    ],
    [
      'backup.unreachable',
      'a server that isn’t there',
      exit(
        'Fatal: unable to open config file: Head "http://x/config": dial tcp: connect: connection refused',
      ),
    ],
    [
      'backup.unreachable',
      'a server that is overloaded',
      exit('Fatal: unable to save: unexpected HTTP response (503): 503 Service Unavailable'),
    ],
    [
      'backup.damaged',
      'data that isn’t what it was',
      exit('Fatal: LoadBlob: ciphertext verification failed'),
    ],
    [
      'backup.no_repository',
      'one that was cut off while it was made',
      exit('Fatal: create key in repository at sftp:nas:/r failed: repository already contains keys'),
    ],
    [
      'backup.unknown_snapshot',
      'a whole id that isn’t there',
      exit('failed to load snapshot abababab: open /r/snapshots/abab: no such file or directory'),
    ],
    [
      'backup.unknown_snapshot',
      'a snapshot that isn’t there',
      exit('Fatal: failed to find snapshot: no matching ID found for prefix "ab"'),
    ],
  ];
  for (const [code, what, ...lines] of cases)
    it(`${what} is told as such`, () => {
      const told = error(1, ...lines);
      expect(told.code).to.equal(code);
      expect(told.message).to.match(/^[A-Z].*nas.*\.$/);
      expect(told.hint).to.match(/\.$/);
    });

  it('what ended it counts more than what went well the second time', () => {
    const retried = 'Save(<data/ab>) returned error, retrying after 1s: connection reset by peer';
    expect(error(1, retried, exit('Fatal: no space left on device')).code).to.equal('backup.target_full');
    expect(
      error(1, 'Load(<x>) failed: no space left on device', exit('Fatal: dial tcp: i/o timeout')).code,
    ).to.equal('backup.unreachable');
  });
});
