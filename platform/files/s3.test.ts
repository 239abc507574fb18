/** Risks: content that is not what its name says, a key that does not fit, a store that does not answer. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  frontWithTls,
  makeCertificate,
  noCertificates,
  noS3,
  skippedFor,
  startS3,
  type TestS3,
} from '../test/index.ts';
import { fileStoreContract } from './contract.ts';
import { openS3, type S3Options } from './index.ts';

describe.skipIf(noS3)(`files in an S3-compatible store${skippedFor(noS3)}`, () => {
  let server: TestS3;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server.close());
  const options = (change: Partial<S3Options> = {}): S3Options => ({
    endpoint: server.endpoint,
    bucket: server.bucket,
    keyId: () => server.keyId,
    secret: () => server.secret,
    ...change,
  });
  const url = (sha256: string): string =>
    `${server.endpoint}/${server.bucket}/${sha256.slice(0, 2)}/${sha256}`;
  const behind = (): AwsClient =>
    new AwsClient({
      accessKeyId: server.keyId,
      secretAccessKey: server.secret,
      service: 's3',
      region: 'us-east-1',
    });

  fileStoreContract('S3', async () => ({
    open: () => openS3(options()),
    async damage(sha256) {
      const body = Buffer.from('the evidenc3');
      const answer = await behind().fetch(url(sha256), { method: 'PUT', body });
      expect(answer.status).toBe(200);
    },
  }));

  test('the same content twice, many at once, and what was read is not left in a temporary file', async () => {
    const files = await openS3(options());
    const contents = Array.from({ length: 30 }, (_, i) => Buffer.from(`evidence ${i % 10}`.repeat(1_000)));
    const stored = await Promise.all(contents.map((one) => files.put(Readable.from([one]))));
    for (const [i, { sha256 }] of stored.entries())
      expect((await files.get(sha256)).equals(contents[i]!)).toBe(true);
    expect(readdirSync(tmpdir()).filter((one) => one.startsWith('cordon-upload-'))).toEqual([]);
  });

  test.skipIf(noCertificates)(
    `over TLS the certificate is checked${skippedFor(noCertificates)}`,
    async () => {
      const [ours, another] = [makeCertificate(), makeCertificate()];
      const front = await frontWithTls(ours, server.endpoint);
      const files = await openS3(options({ endpoint: front.url, ca: ours.ca }));
      const { sha256 } = await files.put(Buffer.from('over TLS'));
      expect((await files.get(sha256)).toString()).toBe('over TLS');
      for (const trusted of [{ ca: another.ca }, {}])
        await expect(openS3(options({ endpoint: front.url, ...trusted }))).rejects.toMatchObject({
          code: 'FILES_UNREACHABLE',
        });
      front.close();
      for (const place of [ours, another]) place.remove();
    },
  );

  test('a bucket that is not there is named', async () => {
    await expect(openS3(options({ bucket: 'nothing-here' }))).rejects.toMatchObject({
      code: 'FILES_BUCKET',
    });
  });

  test('a wrong secret is refused, and not told', async () => {
    const refused = openS3(options({ secret: () => 'not this' }));
    await expect(refused).rejects.toMatchObject({
      code: 'FILES_DENIED',
      message: expect.not.stringContaining('not this'),
    });
  });

  test('what is there already is not written again', async () => {
    const files = await openS3(options());
    const { sha256 } = await files.put(Buffer.from('once'));
    const before = (await behind().fetch(url(sha256), { method: 'HEAD' })).headers.get('last-modified');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await files.put(Buffer.from('once'));
    expect((await behind().fetch(url(sha256), { method: 'HEAD' })).headers.get('last-modified')).toBe(before);
  });
});

describe('files in a store that fails', () => {
  /** A store that answers each request as told, in turn, and with the last for ever. */
  async function failing(...statuses: number[]) {
    let asked = 0;
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const status = statuses[Math.min(asked++, statuses.length - 1)]!;
        if (status === 0) request.socket.destroy();
        else response.writeHead(status).end('<Error><Code>Told</Code></Error>');
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return {
      server,
      asked: () => asked,
      options: {
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...{ bucket: 'b', keyId: () => 'k', secret: () => 's' },
      },
    };
  }

  test('what may pass is tried again; what does not pass is told with what the store said', async () => {
    const { server, options, asked } = await failing(200, 503, 0, 200, 500);
    const files = await openS3(options);
    const { sha256 } = await files.put(Buffer.from('x'));
    expect(sha256).toBe(createHash('sha256').update('x').digest('hex'));
    expect(asked()).toBe(4);
    await expect(files.put(Buffer.from('y'))).rejects.toMatchObject({
      code: 'FILES_FAILED',
      message: expect.stringContaining('500 Told'),
    });
    await expect(files.has(sha256)).rejects.toMatchObject({ code: 'FILES_FAILED' });
    server.close();
    server.closeAllConnections();
    await expect(files.get(sha256)).rejects.toMatchObject({ code: 'FILES_UNREACHABLE' });
  });
});
