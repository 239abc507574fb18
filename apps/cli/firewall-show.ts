/** `cordon firewall show FILE`: what a configuration is, what passes, and which of its lines never decide anything. */
import {
  analyse,
  createBehind,
  createSpace,
  elsewhere,
  formatPacket,
  formatPrefix,
  formatServices,
  nothing,
  self,
} from '@cordon/firewall';
import { deviceIn, lineText, readFirewallFile, shownLines } from './firewall-files.ts';
import { columns } from './output/columns.ts';
import { plain } from './output/plain.ts';

export interface FirewallShowCommand {
  as?: string;
  format: 'table' | 'json';
}

export function firewallShowCommand(path: string, { as, format }: FirewallShowCommand): string {
  const given = readFirewallFile(path, as);
  const space = createSpace();
  const device = deviceIn(space, given);
  const analysis = analyse(space, device);
  const behind = createBehind(space, device);
  const places = device.interfaces.filter(({ name }) => name !== self);
  const shown = {
    file: given.file,
    kind: given.kind,
    name: device.name,
    interfaces: places
      .filter(({ name }) => name !== elsewhere)
      .map(({ name, networks }) => ({ name, networks: networks.map(formatPrefix) })),
    filters: [...device.filters.values()].map(({ name, lines }) => ({
      name,
      lines: lines.filter(({ line }) => line > 0).length,
    })),
    passes: places.flatMap((from) =>
      places.flatMap((to) => {
        if (from === to) return [];
        const { allowed, sure, example, lines } = analysis.permits(
          from.name,
          to.name,
          space.and(space.openers, behind(from.name, to.name)),
        );
        if (allowed === nothing || example === undefined) return [];
        return [
          {
            ...{ from: from.name, to: to.name, services: formatServices(space.services(allowed)) },
            ...{
              sure: sure === allowed,
              example: formatPacket(example),
              lines: shownLines(given.file, lines),
            },
          },
        ];
      }),
    ),
    dead: analysis.deadLines().map(({ filter, line, why, by }) => ({
      ...{ filter, line: line.line, text: line.text.trim(), why },
      by: by.map((one) => ({ line: one.line, text: one.text.trim() })),
    })),
    problems: device.problems,
    limits: device.limits,
  };
  return format === 'json' ? `${JSON.stringify(shown, null, 2)}\n` : textOf(shown);
}

type Shown = {
  file: string;
  kind: string;
  name: string;
  interfaces: { name: string; networks: string[] }[];
  filters: { name: string; lines: number }[];
  passes: {
    from: string;
    to: string;
    services: string;
    sure: boolean;
    example: string;
    lines: ReturnType<typeof shownLines>;
  }[];
  dead: { filter: string; line: number; text: string; why: string; by: { line: number; text: string }[] }[];
  problems: readonly { line: number; text: string; what: string }[];
  limits: readonly { line: number; text: string; what: string }[];
};

/** As many as a person reads; JSON has all. */
const most = 30;
const longest = 100;
const clip = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

function textOf({ file, kind, name, interfaces, filters, passes, dead, problems, limits }: Shown): string {
  const lines = filters.reduce((sum, filter) => sum + filter.lines, 0);
  const used = filters.filter((filter) => filter.lines > 0);
  return `${[
    `${file}: ${kind}, ${name}`,
    `${counted(lines, 'line')} in ${counted(used.length, 'filter')}: ${used.map((filter) => `${filter.name} ${filter.lines}`).join(', ')}`,
    '',
    `INTERFACES (${interfaces.length})`,
    ...columns(
      interfaces.map((one) => [
        `  ${one.name}`,
        one.networks.join(', ') || 'what is there, the configuration does not say',
      ]),
    ),
    '',
    `PASSES (${counted(passes.length, 'pair')} of interfaces)`,
    ...some(passes, (one) => [
      `  ${one.from} > ${one.to}${one.sure ? '' : ' (some of it only may)'}: ${clip(one.services)}`,
      `      ${one.example}`,
      ...one.lines.map((line) => `      ${lineText(line)}`),
    ]),
    '',
    `NEVER DECIDE ANYTHING (${dead.length})`,
    ...some(dead, ({ line, text, why, by }) => [
      `  ${why === 'shadowed' ? '!!' : '  '} ${file}:${line} ${text}`,
      `       ${deadWords[why]}${by.length === 0 ? '' : `: ${by.map((one) => `${one.line} ${one.text}`).join('; ')}`}`,
    ]),
    ...remarks('NOT UNDERSTOOD, and taken as the worse of what it may mean', file, problems),
    ...remarks('NO PART IN THESE ANSWERS', file, limits),
  ]
    .map(plain)
    .join('\n')}\n`;
}

const counted = (n: number, one: string): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : `${one}s`}`;

const deadWords: Record<string, string> = {
  shadowed: 'believed in vain, since lines before it decide otherwise',
  redundant: 'lines before it decide the same',
  unreached: 'no packet that it matches comes to it',
  empty: 'no packet can match it',
};

const remarks = (title: string, file: string, found: Shown['problems']): string[] =>
  found.length === 0
    ? []
    : [
        '',
        `${title} (${found.length})`,
        ...some(found, ({ line, text, what }) => [`  ${file}:${line} ${text}`, `       ${what}`]),
      ];

const some = <T>(all: readonly T[], show: (one: T) => string[]): string[] => [
  ...all.slice(0, most).flatMap(show),
  ...(all.length > most ? [`  and ${all.length - most} more, with --format json`] : []),
];
