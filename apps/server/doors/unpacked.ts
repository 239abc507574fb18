/** The body of a request as it was before the sender packed it. */
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { httpFault, type Request } from '@cordon/platform/http';

/** What a packed body may become: a bomb stops here. */
const most = 128 * 1024 * 1024;
const ways = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate) } as const;

/** @throws ENCODING */
export async function unpacked(request: Request): Promise<Buffer> {
  const body = request.body instanceof Uint8Array ? Buffer.from(request.body) : Buffer.alloc(0);
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return body;
  const way = Object.hasOwn(ways, encoding) ? ways[encoding as keyof typeof ways] : undefined;
  if (!way)
    throw httpFault(
      415,
      'ENCODING',
      `The encoding "${encoding}" is not understood.`,
      'Send it plain, or as gzip.',
    );
  try {
    return await way(body, { maxOutputLength: most });
  } catch {
    throw httpFault(
      400,
      'ENCODING',
      `The body could not be unpacked as ${encoding}, or is larger than ${most / 1048576} MB. Nothing was kept.`,
      'Send it whole, in smaller batches.',
    );
  }
}
