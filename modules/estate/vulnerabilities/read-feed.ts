/** Finds out from the content what a file about vulnerabilities is, and reads it. The name of the file says nothing. */
import { gunzipSync } from 'node:zlib';
import { fault } from '@cordon/platform/fault';
import { at, type Json, text as textIn } from './json.ts';
import type { CveRecord, EpssScore, KevAssertion, Read, Statement } from './model.ts';
import { readCsaf } from './read-csaf.ts';
import { readEpss } from './read-epss.ts';
import { readKevCsv, readKevJson } from './read-kev.ts';
import { readNvd } from './read-nvd.ts';
import { readCycloneDxVex, readOpenVex } from './read-vex.ts';

/** Unpacked. All of NVD is several files; EPSS is about 12 MB. */
const maxBytes = 256 * 1024 * 1024;

export type Feed =
  | { kind: 'kev'; read: Read<KevAssertion> }
  | { kind: 'epss'; read: Read<EpssScore> }
  | { kind: 'cve'; read: Read<CveRecord> }
  | { kind: 'advisory'; read: Read<Statement> };

/**
 * @param asserter whose catalogue it is, should it be one of exploited vulnerabilities
 * @throws FEED_TOO_LARGE, FEED_DAMAGED or FEED_UNKNOWN
 */
export function readFeed(bytes: Uint8Array, { asserter = 'CISA' }: { asserter?: string } = {}): Feed {
  const text = textOf(bytes);
  if (/^\s*[{[]/.test(text)) return fromJson(jsonOf(text), asserter);
  const begin = text.slice(0, 4096);
  if (/^#model_version:|^cve,epss,percentile/m.test(begin)) return { kind: 'epss', read: readEpss(text) };
  if (/^"?cveID"?,/.test(begin)) return { kind: 'kev', read: readKevCsv(text, asserter) };
  throw unknownFeed();
}

function fromJson(document: Json, asserter: string): Feed {
  if (at(document, 'catalogVersion') !== undefined)
    return { kind: 'kev', read: readKevJson(document, asserter) };
  if (at(document, 'format') === 'NVD_CVE') return { kind: 'cve', read: readNvd(document) };
  if (at(document, 'document', 'csaf_version') !== undefined)
    return { kind: 'advisory', read: readCsaf(document) };
  if (textIn(at(document, '@context'))?.startsWith('https://openvex.dev/ns'))
    return { kind: 'advisory', read: readOpenVex(document) };
  if (at(document, 'bomFormat') === 'CycloneDX' && at(document, 'vulnerabilities') !== undefined)
    return { kind: 'advisory', read: readCycloneDxVex(document) };
  throw unknownFeed();
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length > maxBytes) throw tooLarge();
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const plain = packed ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes;
    return new TextDecoder().decode(plain);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw fault(
      'FEED_DAMAGED',
      'The file is packed with gzip and cannot be unpacked; nothing of it was taken.',
      'Fetch it again.',
      { cause: error },
    );
  }
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault(
      'FEED_DAMAGED',
      `The file begins like JSON and is none: ${(error as Error).message.slice(0, 200)}. Nothing of it was taken.`,
      'Fetch it again, and see whether it came whole.',
    );
  }
}

const tooLarge = () =>
  fault(
    'FEED_TOO_LARGE',
    `The file is larger than ${maxBytes / 1024 / 1024} MB; nothing of it was taken.`,
    'Give the parts in which its publisher offers it.',
  );

const unknownFeed = () =>
  fault(
    'FEED_UNKNOWN',
    'The file is none that can be read; nothing of it was taken.',
    'Give a catalogue of exploited vulnerabilities (JSON or CSV as CISA has it), scores of EPSS, CVE records of NVD (API 2.0), or advisories in CSAF 2.0, OpenVEX or CycloneDX.',
  );
