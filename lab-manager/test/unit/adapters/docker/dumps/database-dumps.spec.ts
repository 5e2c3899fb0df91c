import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { databaseDumps } from '../../../../../src/adapters/docker/dumps/database-dumps.ts';
import { labels } from '../../../../../src/core/names.ts';
import { execSocket, type ExecSocket, type ExecutedProgram } from '../../../../support/exec-socket.ts';
import { refused } from '../../../../support/refused.ts';

describe('adapters/docker/dumps/database-dumps', () => {
  const labId = 'labtest1';
  // Far more than a busy machine keeps a line waiting.
  const dumpStall = 800;
  let folder = '';
  let engine: ExecSocket | undefined;
  // Connections are kept between calls, so that each engine needs a socket of its own.
  let sockets = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-dumps-'));
  });
  afterEach(async () => {
    await engine?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const dump = async (run: (program: ExecutedProgram) => void, signal?: AbortSignal) => {
    sockets += 1;
    engine = await execSocket(join(folder, `${sockets}.sock`), { [labels.lab]: labId }, run);
    const dumps = databaseDumps({
      labId,
      dataRoot: folder,
      socketPath: engine.path,
      limits: { look: 1000, start: 1000, dumpStall },
    });
    return dumps.dump(`${labId}-db`, join(folder, 'one.sql'), () => undefined, signal);
  };
  const text = [
    '-- MariaDB dump',
    '-- Server version\t10.11.14-MariaDB',
    ...Array.from({ length: 8 }, (_, index) => `-- a line ${index}`),
    '-- Dump completed',
  ].map((line) => `${line}\n`);

  it('what says nothing more is given up within the limit: it ends, and leaves no file', async () => {
    let ended: Promise<void> | undefined;
    const { message, hint } = await refused('backup.dump_failed', () =>
      dump((program) => {
        ended = program.inputEnded;
        program.say('stdout', text[0]!);
      }),
    );
    expect(message).to.contain('Nothing came out of').and.contain(`${labId}-db`);
    expect(hint).to.contain('PROCESSLIST');
    await ended;
    expect((await readdir(folder)).filter((name) => name.includes('.sql'))).to.deep.equal([]);
  });

  it('whatever time it takes in all, what goes on saying something is heard to its end', async () => {
    const began = performance.now();
    const dumped = await dump((program) => {
      const lines = [...text];
      const next = () => {
        program.say('stdout', lines.shift()!);
        if (lines.length > 0) setTimeout(next, dumpStall / 4);
        else program.exit(0);
      };
      next();
    });
    expect(performance.now() - began).to.be.above(2 * dumpStall);
    expect(dumped).to.include({ serverVersion: '10.11.14-MariaDB', bytes: text.join('').length });
  });

  it('whoever calls it off meanwhile has called it off', async () => {
    const person = new AbortController();
    await refused('job.cancelled', () =>
      dump((program) => {
        program.say('stdout', text[0]!);
        setTimeout(() => person.abort(), dumpStall / 4);
      }, person.signal),
    );
  });
});
