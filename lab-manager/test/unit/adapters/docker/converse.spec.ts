import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect } from '../../../../src/adapters/docker/connect.ts';
import { converse, type Conversation } from '../../../../src/adapters/docker/converse.ts';
import { labels } from '../../../../src/core/names.ts';
import { execSocket, type ExecSocket, type ExecutedProgram } from '../../../support/exec-socket.ts';
import { refused } from '../../../support/refused.ts';

describe('adapters/docker/converse', () => {
  const labId = 'labtest1';
  let folder = '';
  let engine: ExecSocket | undefined;
  let text = '';
  // Connections are kept between calls, so that each engine needs a socket of its own.
  let sockets = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-exec-'));
    text = '';
  });
  afterEach(async () => {
    await engine?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const talk = async (
    run: (program: ExecutedProgram) => void,
    conversation: Partial<Conversation> = {},
    signal = new AbortController().signal,
    state?: { Running: boolean; Paused: boolean },
  ) => {
    sockets += 1;
    engine = await execSocket(join(folder, `${sockets}.sock`), { [labels.lab]: labId }, run, state);
    const connection = connect({
      labId,
      dataRoot: folder,
      socketPath: engine.path,
      limits: { look: 1000, start: 1000 },
    });
    const onOutput = async (pieces: readonly Buffer[]) => void (text += pieces.join(''));
    return converse(
      connection,
      `${labId}-db`,
      { argv: ['program', 'verb'], onOutput, ...conversation },
      signal,
    );
  };

  async function* pieces(...all: string[]): AsyncGenerator<Uint8Array> {
    for (const one of all) yield await Promise.resolve(Buffer.from(one));
  }

  it('hears all that the program says, and how it ended', async () => {
    const outcome = await talk((program) => {
      for (const word of ['one ', 'two ', 'three']) program.say('stdout', word);
      program.say('stderr', 'a warning\n');
      program.exit(3);
    });
    expect(outcome).to.deep.equal({ exitCode: 3, stderr: 'a warning\n', heardAll: true });
    expect(text).to.equal('one two three');
  });

  it('with nothing to say, it keeps the program’s input open until the program has ended', async () => {
    let endedBefore = false;
    await talk((program) => {
      void program.inputEnded.then(() => (endedBefore = text !== 'late'));
      setTimeout(() => {
        program.say('stdout', 'late');
        program.exit(0);
      }, 100);
    });
    expect([text, endedBefore]).to.deep.equal(['late', false]);
  });

  it('says all that it has to say, then ends the input, and still hears the answer', async () => {
    const outcome = await talk(
      (program) => {
        void program.inputEnded.then(() => {
          program.say('stdout', Buffer.concat(program.heard));
          program.exit(0);
        });
      },
      { input: pieces('a', 'b'.repeat(300_000), 'c') },
    );
    expect(outcome).to.include({ exitCode: 0, heardAll: true });
    expect(text).to.equal(`a${'b'.repeat(300_000)}c`);
  });

  it('reads no faster than what it has read is dealt with', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    let most = 0;
    let waiting = 0;
    let said = 0;
    await talk(
      (program) => {
        const sayMore = () => {
          while (said < 32 && program.unread < megabyte.length) {
            program.say('stdout', megabyte);
            said += 1;
          }
          if (said === 32) program.exit(0);
          else setTimeout(sayMore, 1);
        };
        sayMore();
      },
      {
        async onOutput(all) {
          for (const { length } of all) waiting += length;
          most = Math.max(most, waiting);
          await new Promise((resolve) => setTimeout(resolve, 2));
          waiting = 0;
        },
      },
    );
    expect(most).to.be.lessThan(3 * megabyte.length);
  });

  it('told to give up, it ends the program’s input, so that the program ends', async () => {
    const gone = new AbortController();
    let ended: Promise<void> | undefined;
    await refused('job.cancelled', () =>
      talk(
        (program) => {
          ended = program.inputEnded;
          program.say('stdout', 'some');
          setTimeout(() => gone.abort(), 50);
        },
        {},
        gone.signal,
      ),
    );
    await ended;
  });

  it('what can’t be dealt with ends it with that very error, and the program’s input too', async () => {
    let ended: Promise<void> | undefined;
    const trouble = new Error('no room');
    const outcome = talk(
      (program) => {
        ended = program.inputEnded;
        program.say('stdout', 'some');
      },
      { onOutput: () => Promise.reject(trouble) },
    );
    expect(await outcome.catch((error: unknown) => error)).to.equal(trouble);
    await ended;
  });

  it('so does what can’t be read that was to be said', async () => {
    const trouble = new Error('can’t be read');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('some'));
      throw trouble;
    }
    const outcome = talk(() => undefined, { input: broken() });
    expect(await outcome.catch((error: unknown) => error)).to.equal(trouble);
  });

  it('a program that ends before it has heard all is told as such, with what it said last', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield await Promise.resolve(Buffer.alloc(256 * 1024));
    }
    const outcome = await talk(
      (program) => {
        program.stopListening();
        program.say('stderr', 'ERROR 1064 at line 3\n');
        program.exit(1);
      },
      { input: endless() },
    );
    expect(outcome).to.deep.equal({ exitCode: 1, stderr: 'ERROR 1064 at line 3\n', heardAll: false });
  });

  it('a connection that breaks while the program runs is a failure', async () => {
    await refused('docker.timeout', () =>
      talk((program) => {
        program.say('stdout', 'some');
        program.breakOff(undefined);
      }),
    );
  });

  it('nothing is run in what is stopped or paused', async () => {
    for (const state of [
      { Running: false, Paused: false },
      { Running: true, Paused: true },
    ]) {
      await refused('container.not_running', () => talk(() => undefined, {}, undefined, state));
      await engine?.close();
      engine = undefined;
    }
  });
});
