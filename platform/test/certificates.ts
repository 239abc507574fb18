/** Certificates for tests, made with openssl. Starts processes. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { findProgram, makePlace, type Place, runTo } from './server.ts';

const openssl = findProgram('openssl');

/** Why there are none to be had; null where there are. */
export const noCertificates: string | null = openssl ? null : 'install openssl';

export interface TestCertificate extends Place {
  /** Paths of the server's certificate and key. */
  cert: string;
  key: string;
  /** PEM text of the authority that signed it. */
  ca: string;
}

/** For 127.0.0.1 and localhost, signed by an authority of its own. */
export function makeCertificate(): TestCertificate {
  const place = makePlace('certificate');
  const at = (name: string): string => join(place.dir, name);
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const authority = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('ca.key'), '-out', at('ca.pem')];
  runTo(
    openssl!,
    ['req', '-x509', ...authority, '-days', '2', '-subj', '/CN=authority for tests'],
    place.dir,
  );
  const request = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem'), '-out', at('request')];
  runTo(openssl!, ['req', ...request, '-subj', '/CN=server for tests'], place.dir);
  const signing = ['-in', at('request'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'];
  runTo(
    openssl!,
    ['x509', '-req', ...signing, '-days', '2', '-extfile', at('names'), '-out', at('cert.pem')],
    place.dir,
  );
  chmodSync(at('key.pem'), 0o600);
  return { ...place, cert: at('cert.pem'), key: at('key.pem'), ca: readFileSync(at('ca.pem'), 'utf8') };
}

/** Speaks TLS with that certificate in front of a server that does not. */
export async function frontWithTls(
  { cert, key }: TestCertificate,
  behind: string,
): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(behind);
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (socket) => {
    const on = connect(Number(port), hostname);
    for (const one of [socket, on])
      one.on('error', () => {
        socket.destroy();
        on.destroy();
      });
    socket.pipe(on).pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
