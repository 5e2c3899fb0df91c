import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createAuthority, issueLeaf } from '../../src/adapters/certificates/authority.ts';

export interface HttpsBefore {
  url: string;
  /** What `labctl` needs to know to ask there, as this bearer. */
  environment(token: string): Promise<NodeJS.ProcessEnv>;
  close(): Promise<void>;
}

/** The edge's part, in small: what comes over https is passed on to `port`, as asked of `host`. */
export async function httpsBefore(port: () => number, host: string): Promise<HttpsBefore> {
  const folder = await mkdtemp(join(tmpdir(), 'labstead-https-'));
  const authority = await createAuthority('localhost', Date.now());
  const { certificatePem: cert, keyPem: key } = await issueLeaf(authority, ['lab.localhost'], Date.now());
  const server = createServer({ cert, key }, (asked, answer) => {
    const { method, url: path, headers } = asked;
    const passed = request(
      { host: '127.0.0.1', port: port(), method, path, headers: { ...headers, host } },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        // What breaks off behind it breaks off before it, too.
        pipeline(reply, answer, () => undefined);
      },
    );
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const caFile = join(folder, 'ca.crt');
  await writeFile(caFile, authority.certificatePem);
  const url = `https://lab.localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: async (token) => {
      const tokenFile = join(folder, 'token');
      await writeFile(tokenFile, token, { mode: 0o600 });
      return { LAB_URL: url, LAB_CA_FILE: caFile, LAB_TOKEN_FILE: tokenFile, XDG_CONFIG_HOME: folder };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
