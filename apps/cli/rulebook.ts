/**
 * `cordon rules …` on the rules that an organisation runs. They are files, so this works whether or not Cordon is running;
 * one that runs takes up a change within seconds.
 */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { addPack, type Mode, openRulebook, removePack } from '@cordon/detection';
import { openFolders } from '@cordon/platform/config';
import { plain } from './output/plain.ts';
import { dataFolders } from './running.ts';

export interface RulebookCommand {
  /** Data folder of Cordon. */
  data?: string;
}

export interface ModeCommand extends RulebookCommand {
  because: string;
  by?: string;
}

/** A hospital's own before the sample's; where there is neither yet, the hospital's. */
function rulebookFolder(named: string | undefined): string {
  const folders = dataFolders(named);
  return join(folders.find((dir) => existsSync(dir)) ?? folders[0]!, 'rules');
}

const open = ({ data }: RulebookCommand) => {
  const { cache } = openFolders();
  return openRulebook({ folder: rulebookFolder(data), cacheDir: cache });
};

export interface AddCommand extends RulebookCommand {
  name?: string;
  mode: Mode;
}

export async function addCommand(path: string, { data, name, mode }: AddCommand): Promise<string> {
  const folder = rulebookFolder(data);
  const stamp = await addPack(path, folder, { name, mode, now: new Date().toISOString() });
  const book = (await openRulebook({ folder, cacheDir: openFolders().cache })).current();
  const pack = book.packs.find((one) => one.name === stamp.name)!;
  const off = [...book.rules.values()].filter(
    (rule) => rule.pack === pack.name && rule.mode === 'disabled',
  ).length;
  const lines = [
    `Added "${pack.name}": ${pack.rules} rules and correlations from ${stamp.files} files, ${pack.refused} refused${off > 0 ? `, ${off} off because their author gave them up` : ''}.`,
    `Version ${pack.version ?? 'not stated'}; licence ${pack.licence ?? 'not stated'}; author ${pack.author ?? 'not stated'}.`,
    pack.mode === 'test'
      ? `It is on test: its rules run and their findings are kept apart. When you trust it: cordon rules mode ${pack.name} enabled --because "…"`
      : `Its rules are ${pack.mode}.`,
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

export function removeCommand(name: string, { data }: RulebookCommand): string {
  const { files } = removePack(rulebookFolder(data), name);
  return `Removed "${name}" (${files} files). Findings it made are kept.\n`;
}

export async function modeCommand(
  of: string,
  mode: Mode,
  { because, by = userInfo().username, ...where }: ModeCommand,
): Promise<string> {
  const book = await open(where);
  const isPack = book.current().packs.some(({ name }) => name === of);
  await book.setMode(isPack ? { pack: of } : { rule: of }, {
    mode,
    by,
    because,
    at: new Date().toISOString(),
  });
  const known = book.current().rules.get(of);
  return `${plain(isPack ? `The pack "${of}"` : `"${known!.rule.title}"`)} is now ${words[mode]}.\n`;
}

const words: Record<Mode, string> = { enabled: 'enabled', test: 'on test', disabled: 'disabled' };

export interface ListCommand extends RulebookCommand {
  pack?: string;
  mode?: Mode;
}

export async function listCommand(command: ListCommand): Promise<string> {
  const book = (await open(command)).current();
  const rules = [...book.rules.values()].filter(
    ({ pack, mode }) =>
      (command.pack === undefined || pack === command.pack) &&
      (command.mode === undefined || mode === command.mode),
  );
  const lines = rules.map(
    ({ rule, pack, mode }) =>
      `${words[mode].padEnd(9)} ${rule.level.padEnd(13)} ${pack.padEnd(12)} ${rule.id.padEnd(36)}  ${plain(rule.title)}`,
  );
  return `${[...lines, `${rules.length} rules and correlations.`].join('\n')}\n`;
}

export async function packsCommand(command: RulebookCommand): Promise<string> {
  const { packs, filters, refusals } = (await open(command)).current();
  const lines = packs.map(({ name, mode, rules, refused, version, licence, author, homepage }) => {
    const facts = [version ?? 'no version', licence ?? 'no licence stated', author, homepage];
    return `${name.padEnd(20)} ${words[mode].padEnd(9)} ${String(rules).padStart(5)} rules, ${refused} refused; ${facts.filter((one) => one !== null).join('; ')}`;
  });
  return `${[...lines.map(plain), `${filters.length} filters; ${refusals.length} refused in all.`].join('\n')}\n`;
}
