/** What a finding's record says about processes and files, whatever shape its source gave it: for formats that name them. */
import type { Finding } from '@cordon/detection';

export interface ObservedFile {
  /** As the record writes it, with either kind of slash. */
  path: string;
  folder: string | null;
  name: string;
}

export interface ObservedProcess {
  image: ObservedFile | null;
  commandLine: string | null;
  pid: number | null;
}

export interface Observed {
  process: ObservedProcess | null;
  parent: ObservedProcess | null;
  /** A file that was written, changed or sent. */
  file: ObservedFile | null;
  /** Of the process's image: algorithm as the record names it, value in lower case. */
  hashes: Record<string, string>;
}

/** A hostile record may be as wide or as deep as it likes; what lies beyond is not looked at. */
const mostNodes = 2_000;

/** Scalars of the record by their own name; the one nearest to the top wins. */
function scalarsOf(record: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const queue: unknown[] = [record];
  for (let i = 0; i < queue.length && i < mostNodes; i++) {
    const node = queue[i];
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'object') queue.push(value);
      else if (!found.has(name) && value !== '' && value !== '-') found.set(name, String(value));
      if (queue.length + found.size > mostNodes) return found;
    }
  }
  return found;
}

export function fileOf(path: string | undefined): ObservedFile | null {
  const [, folder, name] = /^(?:(.*)[\\/])?([^\\/]+)$/s.exec(path ?? '') ?? [];
  if (path === undefined || name === undefined) return null;
  // The folder of /vmlinuz is /, and that of C:\pagefile.sys is C:\.
  const whole = folder === '' || folder?.endsWith(':') ? folder + path.charAt(folder.length) : folder;
  return { path, folder: whole ?? null, name };
}

/** Windows writes process ids in decimal (Sysmon) and in hexadecimal (Security). */
function pidOf(text: string | undefined): number | null {
  const pid = text !== undefined && /^(0x[\da-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : null;
  return pid !== null && pid <= 0xffff_ffff ? pid : null;
}

/** Sysmon's `MD5=…,SHA256=…`. */
function hashesOf(text: string | undefined): Record<string, string> {
  const names: Record<string, string> = { MD5: 'MD5', SHA1: 'SHA-1', SHA256: 'SHA-256' };
  const pairs = [...(text ?? '').matchAll(/\b(MD5|SHA1|SHA256)=([\da-f]{32,64})\b/gi)];
  return Object.fromEntries(
    pairs.map(([, name, value]) => [names[name!.toUpperCase()]!, value!.toLowerCase()]),
  );
}

export function observedIn(finding: Pick<Finding, 'event'>): Observed {
  const fields = scalarsOf(finding.event);
  const first = (...names: string[]): string | undefined =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const process = (image: string | undefined, commandLine: string | undefined, pid: string | undefined) =>
    image === undefined && commandLine === undefined
      ? null
      : { image: fileOf(image), commandLine: commandLine ?? null, pid: pidOf(pid) };
  // In 4688 `ProcessId` is the creator's; in Sysmon's events it is the process's own.
  const created = fields.has('NewProcessName');
  return {
    process: created
      ? process(first('NewProcessName'), first('CommandLine'), first('NewProcessId'))
      : process(first('Image', 'SourceImage'), first('CommandLine'), first('ProcessId', 'SourceProcessId')),
    parent: created
      ? process(first('ParentProcessName'), undefined, first('ProcessId'))
      : process(first('ParentImage'), first('ParentCommandLine'), first('ParentProcessId')),
    file: fileOf(first('TargetFilename', 'RelativeTargetName')),
    hashes: hashesOf(first('Hashes')),
  };
}
