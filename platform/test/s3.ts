/** An S3-compatible server for tests. Starts processes. */
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { findProgram, freePort, makePlace, startProgram } from './server.ts';

const moto = findProgram('moto_server', [join(process.env.CORDON_TEST_PACKAGES ?? '', 'python', 'bin')]);

/** Why there is none to be had; null where there is one. */
export const noS3: string | null = moto
  ? null
  : 'install moto[s3,server] 5.2.5 and put moto_server on the PATH';

export interface TestS3 {
  endpoint: string;
  bucket: string;
  keyId: string;
  secret: string;
  close(): Promise<void>;
}

/** moto, which checks signatures and knows conditional writes. It keeps all in memory. */
export async function startS3(): Promise<TestS3> {
  const place = makePlace('s3');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  // moto learns from the signature which service is meant.
  const aws = new AwsClient({
    accessKeyId: 'any',
    secretAccessKey: 'any',
    region: 'us-east-1',
    service: 'iam',
  });
  const running = await startProgram(moto!, ['-H', '127.0.0.1', '-p', String(port)], {
    cwd: place.dir,
    asRoot: true,
    ready: () => fetch(endpoint),
  });
  const bucket = 'evidence';
  await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  const iam = async (Action: string, more: Record<string, string> = {}): Promise<string> => {
    const body = String(new URLSearchParams({ Action, Version: '2010-05-08', UserName: 'cordon', ...more }));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await aws.fetch(endpoint, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${Action}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  await iam('CreateUser');
  const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
  await iam('PutUserPolicy', {
    PolicyName: 'all',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
  const key = await iam('CreateAccessKey');
  const field = (name: string): string => new RegExp(`<${name}>(.*?)</${name}>`).exec(key)![1]!;
  // From now on every request must be signed.
  const strict = await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' });
  if (!strict.ok) throw new Error(`moto does not check who asks: ${strict.status}`);
  return {
    ...{ endpoint, bucket, keyId: field('AccessKeyId'), secret: field('SecretAccessKey') },
    async close() {
      await running.end('SIGKILL');
      place.remove();
    },
  };
}
