import { createHash, type X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';

/**
 * What makes the browser trust this lab and nothing more: the key of the certificate that it serves, taken over a
 * connection that the lab's own authority vouches for. Throws when it doesn't.
 */
export function trustedKey(url: string, ca: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port || 443), servername: hostname, ca }, () => {
      const leaf = socket.getPeerX509Certificate();
      socket.end();
      if (leaf === undefined) reject(new Error(`${url} served no certificate`));
      else resolve(fingerprint(leaf));
    });
    socket.on('error', reject);
  });
}

function fingerprint(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
