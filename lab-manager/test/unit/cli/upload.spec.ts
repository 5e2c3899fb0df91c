import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { CliError } from '../../../src/cli/cli-error.ts';
import { upload } from '../../../src/cli/client/upload.ts';
import { exitFor } from '../../../src/cli/exit-codes.ts';

/** Against a server that speaks as much tus as an upload needs. */
describe('cli/upload', () => {
  let folder: string;
  let server: Server;
  let asked: string[];
  let got: Buffer;
  /** What becomes of the bytes that are sent. */
  let take: (request: IncomingMessage) => Promise<void>;
  let interrupt: AbortController;
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-upload-'));
    [asked, got, interrupt] = [[], Buffer.alloc(0), new AbortController()];
    take = async (request) => {
      for await (const part of request) got = Buffer.concat([got, part as Buffer]);
    };
    server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.closeAllConnections();
    await promisify(server.close.bind(server))();
    await rm(folder, { recursive: true });
  });

  it('sends a file whole, and answers as which resource', async () => {
    await writeFile(at('table.csv'), 'a,b\n1,2\n');
    expect(await sent(at('table.csv'))).to.equal('r1');
    expect(got.toString()).to.equal('a,b\n1,2\n');
    expect(asked).to.deep.equal(['POST', 'PATCH']);
  });

  it('sends a large file in several parts', async () => {
    const large = Buffer.alloc(70 * 1024 * 1024);
    for (let at = 0; at < large.length; at += 4096) large.writeUInt32BE(at, at);
    await writeFile(at('large'), large);
    const parts: Buffer[] = [];
    take = async (request) => {
      for await (const part of request) parts.push(part as Buffer);
      got = Buffer.concat(parts);
    };
    expect(await sent(at('large'))).to.equal('r1');
    expect(asked).to.deep.equal(['POST', 'PATCH', 'PATCH', 'PATCH']);
    expect(got.equals(large)).to.equal(true);
  });

  it('takes files alone: what has no size is refused before anything is sent', async () => {
    await promisify(execFile)('mkfifo', [at('pipe')]);
    for (const path of [at('pipe'), '/dev/zero', '/dev/null', folder, at('nowhere')]) {
      const error = await refused(path);
      expect(error).to.include({ code: 'client.usage' });
      expect(error.message).to.include(path);
    }
    expect((await refused(at('pipe'))).hint).to.include('file first');
    expect(asked).to.deep.equal([]);
  });

  it('stops at Ctrl-C, and what was sent is dropped', async () => {
    await writeFile(at('large'), Buffer.alloc(4 * 1024 * 1024));
    take = async (request) => {
      await once(request, 'data');
      request.pause();
      interrupt.abort();
      await once(request, 'close');
    };
    const error = await refused(at('large'));
    expect(exitFor(error.code)).to.equal('cancelled');
    expect(error.message).to.include('discarded');
    expect(asked).to.deep.equal(['POST', 'PATCH', 'DELETE']);
  });

  it('ends when the file can’t be read on, and what was sent is dropped', async () => {
    await writeFile(at('large'), Buffer.alloc(8 * 1024 * 1024));
    take = async (request) => {
      await truncate(at('large'), 0);
      request.resume();
      await once(request, 'close');
    };
    const error = await refused(at('large'));
    expect(error.message).to.include(at('large')).and.to.include('shorter');
    expect(asked).to.deep.equal(['POST', 'PATCH', 'DELETE']);
  });

  it('that is refused tells the lab’s own words', async () => {
    await writeFile(at('table.csv'), 'a');
    server.removeAllListeners('request').on('request', (_request, response) => {
      response.writeHead(413);
      response.end(
        JSON.stringify({ code: 'upload.too_large', title: 'Too Large', detail: 'At most 1 B.', hint: null }),
      );
    });
    const error = await refused(at('table.csv'));
    expect(error).to.include({ code: 'upload.too_large', httpStatus: 413 });
    expect(error.message).to.match(/table\.csv: At most 1 B\.$/);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    asked.push(request.method ?? '');
    if (request.method === 'POST') response.writeHead(201, { location: '/uploads/1' });
    if (request.method === 'PATCH') {
      await take(request).catch(() => undefined);
      response.writeHead(204, { 'upload-offset': got.length, 'labstead-resource': 'r1' });
    }
    if (request.method === 'DELETE') response.writeHead(204);
    response.end();
  }

  function sent(file: string): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const url = (path: string) => new URL(`http://127.0.0.1:${port}${path}`);
    const lab = { agent: new Agent(), authorization: () => ({}) };
    return upload({ url, lab: lab as never }, file, {
      signal: interrupt.signal,
      onProgress: () => undefined,
    });
  }

  async function refused(file: string): Promise<CliError> {
    const error: unknown = await sent(file).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CliError);
    return error as CliError;
  }
});
