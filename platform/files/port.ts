/** The file store port: content kept under its own SHA-256. */
import type { Readable } from 'node:stream';

export interface StoredFile {
  /** SHA-256 of the content, 64 hexadecimal digits: the name by which it is found again. */
  sha256: string;
  bytes: number;
}

export interface FileStore {
  /**
   * Resolves when the content is on the disk. The same content is kept once. Rejects with FILES_FULL, FILES_FAILED,
   * FILES_DENIED.
   */
  put(content: Uint8Array | Readable): Promise<StoredFile>;
  /** The whole content, checked against its name. Rejects with FILES_MISSING or FILES_DAMAGED. */
  get(sha256: string): Promise<Buffer>;
  /** As a stream that fails with FILES_DAMAGED at its end, before `end` is told, if the content is not what it was. */
  read(sha256: string): Promise<Readable>;
  has(sha256: string): Promise<boolean>;
  /** Removes the content; true if it was there. */
  remove(sha256: string): Promise<boolean>;
}
