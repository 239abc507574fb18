/**
 * Reads `firewalls/` of a hospital folder: configurations as their devices print them, and `firewalls.yaml`, which says which is whose,
 * what lies behind interfaces and what must stay true. Assertions that come with Cordon are added. Reads files.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf, parsePrefix, parseServices } from '@cordon/firewall';
import { systemCode } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import type { EstateData } from '../model.ts';
import { readYaml } from '../read-yaml.ts';
import type { LocatedProblem, Row } from '../rows.ts';
import { checkShape, describe } from '../shape.ts';
import { select } from './ends.ts';
import {
  type Configuration,
  type FirewallAssertion,
  type FirewallDevice,
  type FirewallFolder,
  type FirewallInterface,
  firewallSchemas,
} from './model.ts';

export const firewallsFolder = 'firewalls';
const settings = 'firewalls.yaml';
const maxBytes = 64 * 1024 * 1024;

type Section = keyof typeof firewallSchemas;

interface Sound<T> {
  readonly value: T;
  readonly row: Row;
}

/** null where the hospital has no such folder; what is wrong with it is added to the problems. */
export async function readFirewalls(
  dir: string,
  data: EstateData,
  problems: LocatedProblem[],
): Promise<FirewallFolder | null> {
  const files = await filesIn(join(dir, firewallsFolder));
  if (files === null) return null;
  const file = `${firewallsFolder}/${settings}`;
  const text = await textOf(dir, file, problems);
  if (text === undefined) return null;
  const rows = readSettings(text, file, problems);
  const report = ({ row }: Sound<unknown>, section: Section, field: string, message: string) =>
    problems.push({
      file,
      line: row.lineOf(field),
      message: `${describe(section, row)}${field}: ${message}`,
    });

  checkSettings(rows, data, report);
  const devices: Configuration[] = [];
  for (const one of rows.devices) {
    const { value } = one;
    if (!files.includes(value.file)) {
      report(one, 'devices', 'file', `there is no ${firewallsFolder}/${value.file}`);
      continue;
    }
    const configuration = await textOf(dir, `${firewallsFolder}/${value.file}`, problems);
    if (configuration === undefined) continue;
    const kind = value.kind ?? kindOf(configuration);
    if (kind === undefined)
      report(one, 'devices', 'kind', `what ${value.file} is cannot be told; say it here`);
    else devices.push({ ...value, kind, text: configuration });
  }
  const named = new Set([settings, ...rows.devices.map(({ value }) => value.file)]);
  for (const stray of files.filter((name) => !named.has(name) && !name.endsWith('.md')))
    problems.push({
      file: `${firewallsFolder}/${stray}`,
      line: 0,
      message: `no device in ${settings} has this file`,
    });
  return {
    devices,
    interfaces: rows.interfaces.map(({ value }) => value),
    assertions: [...rows.assertions.map(({ value }) => value), ...(await knownAssertions())],
  };
}

const known = 'content/estate/assertions.yaml';

/** Those that come with Cordon, which are of kinds of zones and assets and so about every hospital. */
export async function knownAssertions(): Promise<FirewallAssertion[]> {
  const problems: LocatedProblem[] = [];
  const rows = readSettings(await readFile(projectPath(known), 'utf8'), known, problems);
  if (problems.length > 0) throw new Error(`${known}:${problems[0]!.line}: ${problems[0]!.message}`);
  return rows.assertions.map(({ value }) => value);
}

interface Rows {
  devices: Sound<FirewallDevice>[];
  interfaces: Sound<FirewallInterface>[];
  assertions: Sound<FirewallAssertion>[];
}

function readSettings(text: string, file: string, problems: LocatedProblem[]): Rows {
  const rows: Record<Section, Row[]> = { devices: [], interfaces: [], assertions: [] };
  readYaml(text, file, rows, problems);
  const sound = (section: Section) =>
    rows[section].flatMap((row) => {
      const value = checkShape(firewallSchemas[section], section, row, problems);
      return value === undefined ? [] : [{ value, row }];
    });
  return {
    devices: sound('devices'),
    interfaces: sound('interfaces'),
    assertions: sound('assertions'),
  } as Rows;
}

type Report = (one: Sound<unknown>, section: Section, field: string, message: string) => void;

function checkSettings({ devices, interfaces, assertions }: Rows, data: EstateData, report: Report): void {
  const assets = new Set(data.assets.map(({ id }) => id));
  const zones = new Set(data.zones.map(({ id }) => id));
  const own = new Set<string>();
  for (const one of devices) {
    const { id, also } = one.value;
    for (const [field, asset] of [['id', id], ...also.map((other) => ['also', other])] as [
      string,
      string,
    ][]) {
      if (!assets.has(asset)) report(one, 'devices', field, `no asset has the id "${asset}"`);
      if (own.has(asset)) report(one, 'devices', field, `"${asset}" has a configuration already`);
      own.add(asset);
    }
  }
  const ids = new Set(devices.map(({ value }) => value.id));
  for (const one of interfaces) {
    const { device, zones: behind, networks } = one.value;
    if (!ids.has(device)) report(one, 'interfaces', 'device', `no device here has the id "${device}"`);
    for (const id of behind)
      if (!zones.has(id)) report(one, 'interfaces', 'zones', `no zone has the id "${id}"`);
    for (const text of networks)
      if (parsePrefix(text) === undefined)
        report(one, 'interfaces', 'networks', `"${text}" is not a network such as 10.1.0.0/16`);
  }
  const names = new Set<string>();
  for (const one of assertions) {
    const { id, from, to, services } = one.value;
    if (names.has(id)) report(one, 'assertions', 'id', `"${id}" is already the id of another`);
    names.add(id);
    for (const [field, selectors] of [
      ['from', from],
      ['to', to],
    ] as const)
      for (const selector of selectors)
        if (select(data, selector) === undefined)
          report(
            one,
            'assertions',
            field,
            `"${selector}" is no zone, system or asset, and no zones:… or assets:… of a kind`,
          );
    for (const text of services)
      if (parseServices(text) === undefined)
        report(
          one,
          'assertions',
          'services',
          `"${text}" is not a service such as tcp 445, udp 53, tcp 135-139 or icmp`,
        );
  }
}

async function filesIn(folder: string): Promise<string[] | null> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function textOf(dir: string, file: string, problems: LocatedProblem[]): Promise<string | undefined> {
  try {
    const path = join(dir, file);
    const { size } = await stat(path);
    if (size <= maxBytes) return await readFile(path, 'utf8');
    problems.push({ file, line: 0, message: `is ${size} bytes; the limit is ${maxBytes}` });
  } catch (error) {
    problems.push({ file, line: 0, message: `cannot be read (${systemCode(error) || String(error)})` });
  }
  return undefined;
}
