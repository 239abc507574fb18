/** Configurations of firewalls that are named on the command line, and how their lines are shown. Reads files. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type Device,
  type Hit,
  type Kind,
  kindOf,
  kinds,
  readConfiguration,
  type Space,
} from '@cordon/firewall';
import { fault, systemCode } from '@cordon/platform/fault';

export interface FirewallFile {
  file: string;
  kind: Kind;
  text: string;
}

/** @throws UNREADABLE, NO_SUCH_KIND, NOT_A_FIREWALL */
export function readFirewallFile(path: string, as?: string): FirewallFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fault(
      'UNREADABLE',
      `${path} cannot be read (${systemCode(error) || String(error)}).`,
      'Give a file as the firewall prints it.',
    );
  }
  const stated = kinds.find((kind) => kind === as);
  if (as !== undefined && stated === undefined)
    throw fault('NO_SUCH_KIND', `There is no kind of firewall "${as}".`, `There are: ${kinds.join(', ')}.`);
  const kind = stated ?? kindOf(text);
  if (kind !== undefined) return { file: basename(path), kind, text };
  throw fault(
    'NOT_A_FIREWALL',
    `${path} looks like no configuration that is known.`,
    `Export it as docs/firewalls.md says, or name its kind with --as: ${kinds.join(', ')}.`,
  );
}

/** @throws CONFIGURATION when it is not whole, or nothing in it is of such a firewall */
export function deviceIn(space: Space, { file, kind, text }: FirewallFile): Device {
  const device = understood(file, () =>
    readConfiguration(space, kind, text, { name: file.replace(/\.[^.]*$/, '') }),
  );
  const isEmpty = [...device.filters.values()].every(({ lines }) => lines.every(({ line }) => line === 0));
  if (!isEmpty || device.interfaces.some(({ networks }) => networks.length > 0)) return device;
  throw fault(
    'CONFIGURATION',
    `${file} has neither filters nor interfaces of ${kind}, so it would be said to stop nothing.`,
    'Export the whole running configuration, or name its kind with --as.',
  );
}

/** What readers throw, as a person is told it. */
export function understood<T>(file: string, does: () => T): T {
  try {
    return does();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw fault('CONFIGURATION', `${file}: ${error.message}.`, 'Export it again.');
    throw error;
  }
}

export interface ShownLine {
  file: string;
  line: number;
  text: string;
}

export const shownLines = (file: string, hits: readonly Hit[]): ShownLine[] => {
  const lines = hits.map(({ line }) => ({ file, line: line.line, text: line.text.trim() }));
  return [...new Map(lines.map((one) => [`${one.line} ${one.text}`, one])).values()];
};

export const lineText = ({ file, line, text }: ShownLine): string =>
  line === 0 ? `${file} ${text}` : `${file}:${line} ${text}`;
