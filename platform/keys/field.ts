/**
 * Fields sealed alike: equal texts are equal sealed, so that they can be counted, joined and searched for without being opened. The
 * nonce is made of the text itself with a key of its own (HMAC-SHA-256, its first 96 bits), so it comes twice only for the same text.
 * Whoever reads sealed fields learns which are equal and how long each is, and nothing else.
 */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { boxBytes, fromText, keyBytes, nonceBytes, shut, unshut } from './box.ts';

/** Derived from a data key for this alone. Key objects cross to other threads without a copy of what is in them. */
export interface FieldKey {
  id: string;
  of: string;
  box: KeyObject;
  nonce: KeyObject;
}

/** The first seals, each opens. */
export type FieldKeys = readonly FieldKey[];

export interface Fields {
  /** @returns `sealed.v1.<key id>.<base64url>~`, which is told from whatever it stands beside in a text */
  seal(plain: string): string;
  /** A text as it may lie sealed: once for each key. */
  forms(plain: string): string[];
  /** null when its key is not among these, or any of it was changed. */
  open(sealed: string): string | null;
}

export function fieldKeyOf(id: string, of: string, secret: Buffer): FieldKey {
  const derived = (use: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `cordon field ${use}`, keyBytes)));
  return { id, of, box: derived('box'), nonce: derived('nonce') };
}

const form = /^sealed\.v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)~$/;
/** Every sealed field that stands in a text. */
export const sealedFields = /sealed\.v1\.[0-9a-f]{16}\.[A-Za-z0-9_-]+~/g;
/** Whether a text is one, and nothing else; not whether it opens. */
export const isSealedField = (text: string): boolean => form.test(text);

const facts = ({ id, of }: FieldKey): string[] => ['cordon sealed field', id, of];

function sealWith(key: FieldKey, text: string): string {
  const plain = Buffer.from(text);
  const nonce = createHmac('sha256', key.nonce).update(plain).digest().subarray(0, nonceBytes);
  return `sealed.v1.${key.id}.${shut(key.box, plain, facts(key), nonce).toString('base64url')}~`;
}

/** Logs tell of the same again and again, and sealing costs more than reading a line. */
const mostRemembered = 10_000;

export function createFields(keys: FieldKeys): Fields {
  const byId = new Map(keys.map((key) => [key.id, key]));
  const remembered = new Map<string, string>();
  return {
    seal(plain) {
      const known = remembered.get(plain);
      if (known !== undefined) return known;
      const sealed = sealWith(keys[0]!, plain);
      if (remembered.size >= mostRemembered) remembered.clear();
      // A long text is not looked up again.
      if (plain.length <= 256) remembered.set(plain, sealed);
      return sealed;
    },
    forms: (plain) => keys.map((key) => sealWith(key, plain)),
    open(sealed) {
      const [, id = '', text = ''] = form.exec(sealed) ?? [];
      const key = byId.get(id);
      const box = fromText(text, 'base64url');
      if (!key || !box || box.length < boxBytes) return null;
      return unshut(key.box, box, facts(key))?.toString() ?? null;
    },
  };
}
