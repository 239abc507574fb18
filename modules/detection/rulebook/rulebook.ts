/**
 * The rules an organisation runs: its own rules and filters, the pack that comes with Cordon, the packs that were added, and
 * the mode of each. All of it is files in one folder (`own/`, `packs/`, `modes.json`), so that it can be read, copied and kept
 * under version control; a change on disk is taken up by `refresh`, whoever made it. Reads and writes files.
 *
 * Beside the rules lie an organisation's own mappings of tables and JSON that no reader knows (`mappings/`).
 */
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import type { Refusal, RuleSet, SigmaCorrelation, SigmaFilter, SigmaRule } from '@cordon/sigma';
import { createCorrelator } from '@cordon/sigma';
import { loadMappingFolder, type Mapping, shippedMappings } from '../readers/index.ts';
import { openRules } from '../rules/index.ts';
import { Choices, type Mode, type ModeChoice, type Pack, PackFacts, type PackStamp } from './model.ts';
import { choiceOf, modeOf, noChoices, packChoiceOf } from './modes.ts';
import { installedPacks, ownName, rulesOf, shippedName } from './packs.ts';

export interface BookRule {
  readonly rule: SigmaRule | SigmaCorrelation;
  readonly pack: string;
  readonly mode: Mode;
  readonly choice: ModeChoice | null;
}

/** What is run at one moment. Never changed: a refresh makes another. */
export interface Book {
  readonly ruleSet: RuleSet;
  readonly correlations: readonly SigmaCorrelation[];
  readonly filters: readonly SigmaFilter[];
  readonly refusals: readonly Refusal[];
  readonly packs: readonly Pack[];
  /** For readers: this organisation's own before those that come with Cordon. */
  readonly inputMappings: readonly Mapping[];
  /** Disabled ones too, by id, in the order of loading. */
  readonly rules: ReadonlyMap<string, BookRule>;
  isOnTest(ruleId: string): boolean;
  /** Made in this rulebook, not part of a pack. */
  isOwn(filter: SigmaFilter): boolean;
}

export interface Rulebook {
  readonly folder: string;
  current(): Book;
  /** Why the newest change on disk was not taken up; null when it was. */
  problem(): string | null;
  /** Takes up what changed; true when something had on this disk. What cannot be read leaves the book as it was, and throws. */
  refresh(): Promise<boolean>;
  /** @throws RULE_MISSING */
  setMode(of: { rule: string } | { pack: string }, choice: ModeChoice): Promise<void>;
  /** Keeps a filter, written as YAML, under its id. */
  addFilter(id: string, text: string): Promise<void>;
  /** It stops hiding; its file is kept in `own/filters/.removed`. @throws FILTER_MISSING */
  removeFilter(id: string): Promise<void>;
}

export interface RulebookOptions {
  folder: string;
  cacheDir: string | null;
  /** The pack that comes with Cordon. */
  shipped?: string;
}

const choicesFile = (folder: string): string => join(folder, 'modes.json');
const ownIn = (folder: string): string => join(folder, 'own');
const mappingsIn = (folder: string): string => join(folder, 'mappings');
const filtersIn = (folder: string): string => join(ownIn(folder), 'filters');

export async function openRulebook(options: RulebookOptions): Promise<Rulebook> {
  const { folder, cacheDir, shipped = projectPath('content', 'rules') } = options;
  for (const made of [filtersIn(folder), mappingsIn(folder)])
    mkdirSync(made, { recursive: true, mode: 0o700 });
  let stamp = stampOf(folder);
  let book = await read(folder, shipped, cacheDir);

  let problem: string | null = null;

  async function refresh(): Promise<boolean> {
    const now = stampOf(folder);
    if (now === stamp) return false;
    // What could not be read is told once, and tried again when it has changed.
    stamp = now;
    try {
      book = await read(folder, shipped, cacheDir);
      problem = null;
    } catch (error) {
      problem = (error as Error).message;
      throw error;
    }
    return true;
  }

  return {
    folder,
    current: () => book,
    problem: () => problem,
    refresh,
    async setMode(of, choice) {
      const known = 'rule' in of ? book.rules.has(of.rule) : book.packs.some(({ name }) => name === of.pack);
      if (!known)
        throw fault(
          'RULE_MISSING',
          `There is no ${'rule' in of ? `rule "${of.rule}"` : `pack "${of.pack}"`}. Nothing was changed.`,
          'Look it up with: cordon rules list',
        );
      const { packs, rules } = readChoices(folder);
      const next =
        'rule' in of
          ? { packs, rules: { ...rules, [of.rule]: choice } }
          : { packs: { ...packs, [of.pack]: choice }, rules };
      writeWhole(choicesFile(folder), `${JSON.stringify(next, null, 2)}\n`);
      await refresh();
    },
    async addFilter(id, text) {
      writeWhole(join(filtersIn(folder), `${id}.yml`), text);
      await refresh();
    },
    async removeFilter(id) {
      const filter = book.filters.find((one) => one.id === id && book.isOwn(one));
      if (!filter)
        throw fault(
          'FILTER_MISSING',
          `There is no filter "${id}" that was made here. Nothing was changed.`,
          'A filter that came with a pack goes with its pack.',
        );
      const removed = join(filtersIn(folder), '.removed');
      mkdirSync(removed, { recursive: true, mode: 0o700 });
      renameSync(filter.file, join(removed, basename(filter.file)));
      await refresh();
    },
  };
}

/** A reader sees the old file or the new one, never half of one. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${randomUUID()}`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, file);
}

function readChoices(folder: string): Choices {
  const file = choicesFile(folder);
  if (!existsSync(file)) return noChoices;
  try {
    return Choices.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    // Going on without it would switch on what somebody switched off.
    throw fault(
      'MODES_DAMAGED',
      `${file} cannot be read: ${(error as Error).message}. The rules that ran before still run.`,
      'Correct the file, or move it away to give every rule its usual mode.',
      { cause: error },
    );
  }
}

/** Changes whenever anything of the rulebook does. */
function stampOf(folder: string): string {
  const files = [
    choicesFile(folder),
    ...[ownIn(folder), mappingsIn(folder)].flatMap((dir) =>
      readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)),
    ),
    ...installedPacks(folder).map(({ name }) => join(rulesOf(folder, name), '..', 'pack.json')),
  ];
  return files
    .map((file) => {
      const info = statSync(file, { throwIfNoEntry: false });
      return info === undefined ? `${file} -` : `${file} ${info.mtimeMs} ${info.size} ${info.ino}`;
    })
    .join('\n');
}

async function read(folder: string, shipped: string, cacheDir: string | null): Promise<Book> {
  const choices = readChoices(folder);
  // Of two rules with one id the first is kept: what was written here goes before what came from elsewhere.
  const sources = [
    { stamp: plainStamp(ownName, ownIn(folder)), root: ownIn(folder) },
    { stamp: plainStamp(shippedName, shipped), root: shipped },
    ...installedPacks(folder).map((stamp) => ({ stamp, root: rulesOf(folder, stamp.name) })),
  ];
  const packOf = (file: string): PackStamp | undefined =>
    sources.find(({ root }) => file.startsWith(join(root, '/')))?.stamp;
  const opened = await openRules(
    sources.map(({ root }) => root),
    cacheDir,
    (rule) => modeOf(rule, packOf(rule.file)!, choices) === 'disabled',
  );
  const { ruleSet, correlations, filters, disabled } = opened;
  const rules = new Map(
    [...ruleSet.rules, ...correlations, ...disabled].map((rule): [string, BookRule] => {
      const pack = packOf(rule.file)!;
      return [
        rule.id,
        { rule, pack: pack.name, mode: modeOf(rule, pack, choices), choice: choiceOf(rule.id, choices) },
      ];
    }),
  );
  const inputs = loadMappingFolder(mappingsIn(folder));
  const refusals = [
    ...opened.refusals,
    ...createCorrelator(correlations, ruleSet.rules).refusals,
    ...inputs.refusals,
  ];
  const onTest = new Set([...rules].flatMap(([id, { mode }]) => (mode === 'test' ? [id] : [])));
  return {
    ruleSet,
    correlations,
    filters,
    refusals,
    inputMappings: [...inputs.mappings, ...shippedMappings().mappings],
    packs: sources.map(({ stamp }): Pack => {
      const choice = packChoiceOf(stamp.name, choices);
      const own = [...rules.values()].filter(({ pack }) => pack === stamp.name);
      return {
        ...stamp,
        mode: choice?.mode ?? stamp.mode,
        choice,
        rules: own.length,
        refused: refusals.filter(({ file }) => packOf(file) === stamp).length,
      };
    }),
    rules,
    isOnTest: (id) => onTest.has(id),
    isOwn: ({ file }) => packOf(file)?.name === ownName,
  };
}

/** Of a pack that was not copied here. */
function plainStamp(name: typeof ownName | typeof shippedName, root: string): PackStamp {
  const file = join(root, 'pack.json');
  const facts = PackFacts.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
  return { ...facts, name, from: name, added: null, files: 0, sha256: null, mode: 'enabled' };
}
