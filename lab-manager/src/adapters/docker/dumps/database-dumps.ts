import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { DatabaseDumps } from '../../../core/ports.ts';
import { filesError } from '../../files/files-error.ts';
import { connect, type Connection, type DockerEngineOptions } from '../connect.ts';
import { converse, type Conversation, type Outcome } from '../converse.ts';
import { runInside } from '../exec.ts';
import { dumpCut, dumpFailed, dumpStalled, loadCut, loadEnded, loadFailed } from './dump-errors.ts';
import { DumpReader, lastLineOfDump, type DumpAsRead } from './dump-reader.ts';
import { readEstimate } from './estimate.ts';
import { Silence } from './silence.ts';
import { wholeFile } from '../../files/whole-file.ts';

/** Of the database's image: it gets in over the socket as the server's own user, so that no password goes anywhere. */
const program = 'labstead-database';
const estimateSeconds = 120;
const readAtOnce = 1024 * 1024;
const never = new AbortController().signal;

/** The port `DatabaseDumps` by the program in the databases' image. */
export function databaseDumps(options: DockerEngineOptions): DatabaseDumps {
  const connection = connect(options);
  return {
    async dump(container, file, onBytes, signal = never) {
      const { bytes, sha256, tables, serverVersion } = await wholeFile(file, (write) =>
        writtenOut(connection, container, { onPieces: write, onBytes }, signal),
      );
      return { bytes, sha256, tables, serverVersion };
    },
    async digest(container, onBytes, signal = never) {
      const nowhere = { onPieces: () => Promise.resolve(), onBytes };
      const { bytes, sha256, tables } = await writtenOut(connection, container, nowhere, signal);
      return { bytes, sha256, tables };
    },
    async load(container, file, onBytes, signal = never) {
      await assertWhole(container, file);
      const { exitCode, stderr, heardAll } = await converse(
        connection,
        container,
        { argv: [program, 'load'], input: piecesOf(file, onBytes), onOutput: () => Promise.resolve() },
        signal,
      );
      if (exitCode !== 0) throw loadEnded(container, exitCode, stderr);
      if (!heardAll) throw loadCut(container, 'it ended before it had read everything');
    },
    async estimate(container) {
      const { exitCode, stdout, stderr } = await runInside(
        connection,
        container,
        [program, 'estimate'],
        estimateSeconds,
      );
      if (exitCode !== 0) throw dumpFailed(container, exitCode, stderr);
      return readEstimate(stdout);
    },
  };
}

async function writtenOut(
  connection: Connection,
  container: string,
  heed: { onPieces(pieces: readonly Buffer[]): Promise<void>; onBytes(bytes: number): void },
  signal: AbortSignal,
): Promise<DumpAsRead> {
  const reader = new DumpReader();
  const onOutput = async (pieces: readonly Buffer[]) => {
    for (const piece of pieces) reader.add(piece);
    await heed.onPieces(pieces);
    heed.onBytes(reader.bytes);
  };
  const { exitCode, stderr } = await dumping(connection, container, onOutput, signal);
  if (exitCode !== 0) throw dumpFailed(container, exitCode, stderr);
  const found = reader.end();
  if (!found.complete) throw dumpCut(container);
  return found;
}

/** For as long as something comes out of it. */
async function dumping(
  connection: Connection,
  container: string,
  onOutput: Conversation['onOutput'],
  signal: AbortSignal,
): Promise<Outcome> {
  const { dumpStall } = connection.limits;
  const silence = new Silence(dumpStall);
  const heard: Conversation = {
    argv: [program, 'dump'],
    onOutput: (pieces) => silence.broken(() => onOutput(pieces)),
  };
  try {
    return await converse(connection, container, heard, AbortSignal.any([signal, silence.signal]));
  } catch (error) {
    throw silence.signal.aborted && !signal.aborted ? dumpStalled(container, dumpStall) : error;
  } finally {
    silence.end();
  }
}

/** Before anything is loaded: of what breaks off the client would run all that is there. */
async function assertWhole(container: string, path: string): Promise<void> {
  const wanted = Buffer.from(`\n${lastLineOfDump}\n`);
  const end = Buffer.alloc(wanted.length);
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      await file.read(end, 0, end.length, Math.max(0, size - end.length));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw filesError('read', path, error);
  }
  if (!end.equals(wanted)) throw loadFailed(container, `${path} breaks off: its last line is missing`);
}

async function* piecesOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: readAtOnce })) {
      // Without an encoding every piece is a buffer.
      yield piece as Buffer;
      bytes += (piece as Buffer).length;
      onBytes(bytes);
    }
  } catch (error) {
    throw filesError('read', path, error);
  }
}
