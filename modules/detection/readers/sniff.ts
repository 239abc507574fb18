/** What bytes are, by their content; names are never asked. */
import { isEvtx } from '@cordon/evtx';
import { isTarHeader } from './archives/tar.ts';
import { looksLikeCsv } from './csv.ts';
import type { Mapping } from './mappings/mapping.ts';
import { looksLikeSyslog } from './syslog.ts';
import { asBuffer } from './text.ts';
import { looksLikeWindowsXml } from './windows-xml.ts';

/** As much of an input as is looked at. */
export const HEAD = 64 * 1024;

export type Container = 'gzip' | 'zstd' | 'zip' | 'tar';

export function containerOf(head: Uint8Array): Container | undefined {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b && c === 8) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  // A skippable frame may come first.
  if (((a ?? 0) & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) return 'zstd';
  // Local header, end of an empty archive, or the mark of one written in parts.
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6) || (c === 7 && d === 8)))
    return 'zip';
  return isTarHeader(head) ? 'tar' : undefined;
}

export type TextFormat = 'json-lines' | 'json-documents' | 'zeek-tsv' | 'windows-xml' | 'syslog' | 'csv';

/** Of text already in UTF-8. `whole` is whether the head is all there is. */
export function textFormatOf(
  head: Uint8Array,
  whole: boolean,
  mappings: () => readonly Mapping[],
): TextFormat | undefined {
  const buffer = asBuffer(head);
  let start = 0;
  while (start < buffer.length && ((buffer[start] as number) <= 0x20 || buffer[start] === 0x1e)) start++;
  const text = buffer.toString('utf8', start, Math.min(buffer.length, start + HEAD));
  if (/^(?:\{\s*["}]|\[\s*[[{\]])/.test(text)) return jsonLayout(text, whole);
  if (/^#(?:separator|fields|set_separator|path)[ \t,|]/.test(text)) return 'zeek-tsv';
  if (looksLikeWindowsXml(text)) return 'windows-xml';
  if (looksLikeSyslog(text)) return 'syslog';
  return !text.includes('\0') && looksLikeCsv(text, mappings) ? 'csv' : undefined;
}

/** One value a line if the first line is a whole object; anything else is found by scanning. */
function jsonLayout(text: string, whole: boolean): TextFormat {
  const newline = text.indexOf('\n');
  if (newline === -1 && !whole) return 'json-documents';
  const first = newline === -1 ? text : text.slice(0, newline);
  if (!first.startsWith('{')) return 'json-documents';
  try {
    JSON.parse(first);
    return 'json-lines';
  } catch {
    // A first line of `{` or of broken JSON: several damaged lines in a row are still one value a line.
    return /^\{\s*$/.test(first) || !/\n\{\s*"[^\n]*\}\s*(?:\n|$)/.test(text.slice(newline))
      ? 'json-documents'
      : 'json-lines';
  }
}

const MAGIC: readonly (readonly [string, string])[] = [
  ['d4c3b2a1', 'a packet capture (pcap)'],
  ['a1b2c3d4', 'a packet capture (pcap)'],
  ['4d3cb2a1', 'a packet capture (pcap)'],
  ['0a0d0d0a', 'a packet capture (pcapng)'],
  ['00051607', 'macOS file attributes'],
  ['25504446', 'a PDF document'],
  ['89504e47', 'a picture'],
  ['ffd8ff', 'a picture'],
  ['4d5a', 'a Windows program'],
  ['7f454c46', 'a Linux program'],
  ['377abcaf271c', 'a 7-Zip archive, which is not read'],
  ['52617221', 'a RAR archive, which is not read'],
  ['fd377a585a00', 'an xz archive, which is not read'],
  ['425a68', 'a bzip2 archive, which is not read'],
  ['53514c69746520666f726d6174', 'an SQLite database'],
  ['50415231', 'a Parquet file'],
  ['4c664c65', 'an event log from before Windows Vista (EVT), which is not read'],
  ['d0cf11e0', 'an Office document'],
];

/** A hint for people about content that no reader knows. */
export function looksLike(head: Uint8Array): string | undefined {
  const hex = Buffer.from(head.subarray(0, 16)).toString('hex');
  const known = MAGIC.find(([magic]) => hex.startsWith(magic));
  if (known) return known[1];
  const text = asBuffer(head).toString('utf8', 0, Math.min(head.length, 4096));
  if (text.includes('\0')) return 'binary data';
  if (/^\s*<(?:!doctype html|html)/i.test(text)) return 'a web page';
  if (/^\s*<\?xml/.test(text)) return 'XML';
  return undefined;
}

export { isEvtx };
