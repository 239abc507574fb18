import { everything } from '../diagrams.ts';
import { calledBy, orderCalls } from '../evaluate.ts';
import type { Device, Filter, Interface, Kind, Line, Problem, Route, Source, Stage } from '../model.ts';
import type { Space } from '../space.ts';

/** Configurations are larger only when somebody wants us to run out of memory. */
const maxBytes = 64 * 1024 * 1024;
const maxProblems = 10_000;

export interface ReadOptions {
  /** What the device is called where the configuration does not say. */
  readonly name?: string;
  /** Interfaces with their networks, for configurations that name interfaces only by the way. */
  readonly interfaces?: readonly Interface[];
}

export const clip = (text: string): string => {
  const flat = text.trim().replace(/\s+/g, ' ');
  return flat.length > 240 ? `${flat.slice(0, 239)}…` : flat;
};

/** A device while its configuration is being read. */
export type Draft = ReturnType<typeof createDraft>;

export function createDraft(space: Space, kind: Kind, { name = kind, interfaces = [] }: ReadOptions) {
  const filters = new Map<string, Line[]>();
  const stages: Stage[] = [];
  const known = new Map<string, Interface>(interfaces.map((one) => [one.name, one]));
  const routes: Route[] = [];
  const problems: Problem[] = [];
  const limits: Problem[] = [];
  let deviceName = name;

  const note = (list: Problem[], source: Source, what: string): void => {
    if (list.length < maxProblems) list.push({ line: source.line, text: clip(source.text), what });
  };
  const problem = (source: Source, what: string): void => note(problems, source, what);

  function filter(filterName: string): Line[] {
    let lines = filters.get(filterName);
    if (lines === undefined) {
      lines = [];
      filters.set(filterName, lines);
    }
    return lines;
  }

  /** What the device does with everything that no line matched, without being told. */
  function otherwise(
    filterName: string,
    action: 'permit' | 'deny',
    text: string,
    packets = everything,
  ): void {
    filter(filterName).push({ line: 0, text, action, may: packets, must: packets, rest: true });
  }

  function finish(): Device {
    const finished = new Map<string, Filter>();
    for (const [filterName, lines] of filters) {
      finished.set(filterName, {
        name: filterName,
        lines: lines.map((line) => {
          const called = calledBy(line);
          if (called === undefined || filters.has(called)) return line;
          problem(line, `"${called}" is not defined, so what this line does is not known`);
          return { ...line, action: 'unknown' };
        }),
      });
    }
    const named = new Set(problems.map(({ line }) => line));
    for (const line of [...finished.values()].flatMap(({ lines }) => lines)) {
      if (line.action !== 'unknown' || named.has(line.line)) continue;
      named.add(line.line);
      problem(line, 'what this line does with a packet is not understood, so it may be either');
    }
    const { circular } = orderCalls(finished);
    if (circular.size > 0) {
      for (const [filterName, { lines }] of finished) {
        finished.set(filterName, {
          name: filterName,
          lines: lines.map((line) => {
            if (!circular.has(line)) return line;
            problem(line, 'it leads back to where it came from, so what it does is not known');
            return { ...line, action: 'unknown' };
          }),
        });
      }
    }
    for (const { filter: used } of stages)
      if (!finished.has(used)) finished.set(used, { name: used, lines: [] });
    return {
      name: deviceName,
      kind,
      interfaces: [...known.values()],
      filters: finished,
      stages,
      routes,
      problems,
      limits,
    };
  }

  return {
    space,
    stages,
    interfaces: known,
    routes,
    filter,
    hasFilter: (filterName: string) => filters.has(filterName),
    otherwise,
    problem,
    /** Something that was understood and has no part in the answers. */
    limit: (source: Source, what: string): void => note(limits, source, what),
    call: (newName: string): void => {
      deviceName = newName;
    },
    finish,
  };
}

/** @throws RangeError when it is larger than any real configuration */
export function refuseHuge(text: string): string {
  if (text.length > maxBytes) {
    throw new RangeError(
      `the configuration has ${text.length} characters, and ${maxBytes} are read at most; nothing was read: export only the filters`,
    );
  }
  return text;
}

/** Lines as editors count them. */
export const linesOf = (text: string): string[] => refuseHuge(text).split(/\r\n|\n|\r/);

/** Words of a command line: quotes and backslashes as shells and firewalls write them. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, quoted, single, plain] of line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)) {
    words.push(quoted !== undefined ? quoted.replace(/\\(.)/g, '$1') : (single ?? plain!));
  }
  return words;
}
