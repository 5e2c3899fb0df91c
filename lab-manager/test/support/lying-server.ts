import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server of files does to whoever asks. */
export interface Lies {
  /** Ends the connection after so many bytes of each answer, as long as `cuts` lasts. */
  cutAfter: number;
  cuts: number;
  /** Sends this instead. */
  instead: Buffer | undefined;
  /** Answers with this status, and nothing. */
  status: number | undefined;
  /** Knows no ranges. */
  onlyWhole: boolean;
}

/** A real HTTP server that serves one file, and cuts and lies as told. */
export class LyingServer {
  readonly lies: Lies = { cutAfter: 0, cuts: 0, instead: undefined, status: undefined, onlyWhole: false };
  /** The Range of each request, `whole` where there was none. */
  readonly asked: string[] = [];
  etag = '"one"';
  content: Buffer;
  readonly #server: Server;

  private constructor(content: Buffer) {
    this.content = content;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(content: Buffer): Promise<LyingServer> {
    const server = new LyingServer(content);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/data.sql`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer({ headers }: IncomingMessage, response: ServerResponse): void {
    const { lies } = this;
    this.asked.push(headers.range ?? 'whole');
    if (lies.status !== undefined) return void response.writeHead(lies.status).end();
    const body = lies.instead ?? this.content;
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const partly = from > 0 && headers['if-range'] === this.etag && !lies.onlyWhole;
    const part = partly ? body.subarray(from) : body;
    const range = { 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` };
    response.writeHead(partly ? 206 : 200, {
      ETag: this.etag,
      'Content-Length': part.length,
      ...(partly ? range : {}),
    });
    if (lies.cuts <= 0) return void response.end(part);
    lies.cuts -= 1;
    response.write(part.subarray(0, lies.cutAfter), () => response.destroy());
  }
}
