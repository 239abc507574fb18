/** Files in an S3-compatible store, each an object named by its hash. Any store will do that knows PUT, GET, HEAD and DELETE. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { fault, isFault, systemCode } from '../fault/index.ts';
import { checked, checkName, missing } from './content.ts';
import type { FileStore, StoredFile } from './port.ts';

export interface S3Options {
  /** `https://s3.hospital.example`; buckets are paths below it. */
  endpoint: string;
  bucket: string;
  /** Default `us-east-1`, which stores without regions take. */
  region?: string;
  /** Asked for at each request, so that a changed key needs no restart. */
  keyId: () => string;
  secret: () => string;
  /** PEM text of the authorities that signed the server; default: those of Node. */
  ca?: string;
}

/** What is sent: in memory, or a file, since its hash must be known before the first byte goes. */
type Content = StoredFile & ({ memory: Uint8Array } | { path: string });

const attempts = 4;
const silenceMs = 30_000;
/** S3's own limit for one request. */
const mostBytes = 5 * 1024 ** 3;
const emptyHash = createHash('sha256').digest('hex');

/** Throws FILES_DENIED, FILES_UNREACHABLE and, where there is no such bucket, FILES_BUCKET. */
export async function openS3(options: S3Options): Promise<FileStore> {
  const { bucket, region = 'us-east-1', keyId, secret, ca } = options;
  const base = new URL(`${options.endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`);
  const secure = base.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true, ca }) : new HttpAgent({ keepAlive: true });

  async function send(method: string, url: string, headers: Record<string, string>, content?: Content) {
    const signed = await new AwsV4Signer({
      ...{ method, url, region, service: 's3' },
      headers: { ...headers, 'x-amz-content-sha256': content?.sha256 ?? emptyHash },
      accessKeyId: keyId(),
      secretAccessKey: secret(),
    }).sign();
    return new Promise<IncomingMessage>((resolve, reject) => {
      const request = (secure ? requestHttps : requestHttp)(
        signed.url,
        {
          ...{ method, agent, timeout: silenceMs },
          headers: {
            ...Object.fromEntries(signed.headers),
            ...(content ? { 'content-length': String(content.bytes) } : {}),
          },
        },
        resolve,
      );
      request.on('error', reject);
      request.on('timeout', () => request.destroy(new Error('it does not answer')));
      if (content === undefined) request.end();
      else if ('memory' in content) request.end(content.memory);
      else pipeline(createReadStream(content.path), request).catch(reject);
    });
  }

  /** Repeats what may pass: nothing here does harm when it is done twice. */
  async function ask(
    method: string,
    sha256: string | null,
    headers: Record<string, string> = {},
    content?: Content,
  ): Promise<IncomingMessage> {
    if (sha256 !== null) checkName(sha256);
    const url = sha256 === null ? base.href : `${base.href}/${sha256.slice(0, 2)}/${sha256}`;
    for (let attempt = 1; ; attempt++) {
      const answer = await send(method, url, headers, content).catch((error: unknown) => {
        if (attempt >= attempts) throw unreachable(base.host, error);
        return null;
      });
      const status = answer?.statusCode ?? 0;
      if (answer && status < 500 && status !== 429) return answer;
      if (answer && attempt >= attempts) throw await refusal(base.host, answer);
      answer?.resume();
      await pause(100 * 2 ** attempt, undefined, { ref: false });
    }
  }

  /** The answer, read to its end, if its status is one of these. */
  async function expect(answer: IncomingMessage, ...statuses: number[]): Promise<number> {
    const status = answer.statusCode ?? 0;
    if (!statuses.includes(status)) throw await refusal(base.host, answer);
    for await (const _ of answer);
    return status;
  }

  /** Hash and length of a stream, which is kept in a temporary file meanwhile. */
  async function spool(source: Readable): Promise<Content & { path: string }> {
    const path = join(tmpdir(), `cordon-upload-${randomUUID()}`);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      await pipeline(
        source,
        async function* (parts: AsyncIterable<Uint8Array | string>) {
          for await (const part of parts) {
            const chunk = typeof part === 'string' ? Buffer.from(part) : part;
            hash.update(chunk);
            bytes += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(path, { flags: 'wx', mode: 0o600 }),
      );
    } catch (error) {
      await rm(path, { force: true });
      throw fault(
        'FILES_FAILED',
        `The file could not be read to its end (${systemCode(error) || String(error)}). Nothing of it was kept.`,
        'Try again with the whole file.',
        { cause: error },
      );
    }
    return { sha256: hash.digest('hex'), bytes, path };
  }

  async function store(content: Content): Promise<StoredFile> {
    const { sha256, bytes } = content;
    if (bytes > mostBytes) throw tooLarge(bytes);
    // The store refuses content that is not what this says; what is there already is not written again.
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await ask('PUT', sha256, { ...headers, 'if-none-match': '*' }, content);
    if ((await expect(answer, 200, 201, 204, 409, 412)) < 300) return { sha256, bytes };
    const whole = await get(sha256).then(
      () => true,
      (error: unknown) => {
        if (isFault(error, 'FILES_DAMAGED') || isFault(error, 'FILES_MISSING')) return false;
        throw error;
      },
    );
    if (!whole) await expect(await ask('PUT', sha256, headers, content), 200, 201, 204);
    return { sha256, bytes };
  }

  async function read(sha256: string): Promise<Readable> {
    const answer = await ask('GET', sha256);
    if (answer.statusCode === 404) {
      answer.resume();
      throw missing(sha256);
    }
    if (answer.statusCode !== 200) throw await refusal(base.host, answer);
    const parts = async function* (): AsyncGenerator<Buffer> {
      try {
        for await (const part of answer) yield part as Buffer;
      } catch (error) {
        throw unreachable(base.host, error);
      }
    };
    return Readable.from(parts(), { objectMode: false }).compose(checked(sha256)) as unknown as Readable;
  }

  async function get(sha256: string): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of await read(sha256)) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }

  const has = async (sha256: string): Promise<boolean> =>
    (await expect(await ask('HEAD', sha256), 200, 404)) === 200;

  if ((await expect(await ask('HEAD', null), 200, 404)) === 404)
    throw fault(
      'FILES_BUCKET',
      `There is no bucket ${bucket} at ${base.host}. Nothing was changed.`,
      'Make it, with versions or object lock where evidence must not be removed, or correct cordon.yaml.',
    );
  return {
    async put(content) {
      if (content instanceof Uint8Array)
        return store({
          sha256: createHash('sha256').update(content).digest('hex'),
          bytes: content.length,
          memory: content,
        });
      const spooled = await spool(content);
      try {
        return await store(spooled);
      } finally {
        await rm(spooled.path, { force: true });
      }
    },
    ...{ get, read, has },
    async remove(sha256) {
      const there = await has(sha256);
      if (there) await expect(await ask('DELETE', sha256), 200, 204);
      return there;
    },
  };
}

const unreachable = (host: string, cause: unknown): Error =>
  fault(
    'FILES_UNREACHABLE',
    `The file store at ${host} does not answer (${systemCode(cause) || (cause as Error).message}).`,
    'Check that it runs and that this machine can reach it, then try again.',
    { cause },
  );

/** The error that the answer tells (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
async function refusal(host: string, answer: IncomingMessage): Promise<Error> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) if (text.length < 10_000) text += part;
  const code = /<Code>([\w.]{1,80})<\/Code>/.exec(text)?.[1] ?? '';
  const what = `${answer.statusCode}${code && ` ${code}`}`;
  const denied = answer.statusCode === 401 || answer.statusCode === 403;
  const full = answer.statusCode === 507 || /Quota|StorageFull|InsufficientStorage/i.test(code);
  return fault(
    denied ? 'FILES_DENIED' : full ? 'FILES_FULL' : 'FILES_FAILED',
    `The file store at ${host} refused (${what}). Nothing was changed.`,
    denied
      ? 'Check the key, its secret and what they may do, and the clock of this machine.'
      : full
        ? 'Give the store more room, then try again.'
        : 'Try again; if it persists, look into the log of the store.',
  );
}

const tooLarge = (bytes: number): Error =>
  fault(
    'FILES_FAILED',
    `A file of ${(bytes / 1024 ** 3).toFixed(1)} GB is too large; the store takes 5 GB at once. Nothing was kept.`,
    'Cut it into parts.',
  );
