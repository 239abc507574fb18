/** `cordon firewall check --estate DIR [FILE…]`: what must stay true of a hospital's firewalls, and what they say beside its stated flows. */

import {
  type FirewallsView,
  formatLine,
  joinFirewalls,
  knownAssertions,
  loadEstate,
  UnreadableConfiguration,
  withConfigurations,
} from '@cordon/estate';
import { createSpace } from '@cordon/firewall';
import { fault } from '@cordon/platform/fault';
import { exitCodes } from './exit-codes.ts';
import { deviceIn, readFirewallFile } from './firewall-files.ts';
import { plain } from './output/plain.ts';

export interface FirewallCheckCommand {
  as?: string;
  estate: string;
  format: 'table' | 'json';
}

/** Exit code: 1 when an assertion is broken, so that no change is made that breaks one. */
export async function firewallCheckCommand(
  paths: readonly string[],
  { as, estate: dir, format }: FirewallCheckCommand,
): Promise<number> {
  const given = paths.map((path) => readFirewallFile(path, as));
  const estate = await loadEstate(dir);
  for (const file of given) deviceIn(createSpace(), file);
  const view = given.length === 0 ? estate.firewalls()?.view : await judged();
  if (view === undefined)
    throw fault(
      'NO_FIREWALLS',
      `${dir} has no configurations of firewalls.`,
      'Name their files, or put them into its folder firewalls/ as docs/firewalls.md says.',
    );
  process.stdout.write(format === 'json' ? `${JSON.stringify(view, null, 2)}\n` : textOf(view));
  if (view.too_complex !== null) return exitCodes.failed;
  return view.assertions.some(({ state }) => state === 'broken') ? exitCodes.findings : exitCodes.nothing;

  async function judged(): Promise<FirewallsView> {
    const folder = withConfigurations(
      estate,
      estate.firewalls()?.folder ?? null,
      given,
      await knownAssertions(),
    );
    try {
      return joinFirewalls(estate, folder).view;
    } catch (error) {
      if (!(error instanceof UnreadableConfiguration)) throw error;
      throw fault(
        'CONFIGURATION',
        `${error.file} ${error.message}.`,
        'Mend firewalls.yaml, or export the file again.',
      );
    }
  }
}

const marks = { broken: '!! BROKEN     ', 'not checked': ' ? NOT CHECKED', holds: '   holds      ' } as const;

function textOf(view: FirewallsView): string {
  const { devices, without_configuration, unplaced, unseparated, assertions, unstated, stated } = view;
  const denied = stated.filter((one) => one.denied !== null);
  const seen = stated.filter(({ state }) => state !== 'not seen').length;
  const proof = ({ packet, from, to }: { packet: string; from: string | null; to: string | null }): string =>
    `${packet}${from === null && to === null ? '' : `  (${from ?? 'no known asset'} to ${to ?? 'no known asset'})`}`;
  return `${[
    ...devices.map(({ id, also, file, kind, lines, problems, limits }) => {
      const remarks = [
        ...(problems.length > 0
          ? [`${problems.length} not understood, taken as the worse of what they may mean`]
          : []),
        ...(limits.length > 0 ? [`${limits.length} with no part in the answers`] : []),
      ];
      return `${[id, ...also].join(', ')}: ${file}, ${kind}, ${lines ?? 'too many'} lines${remarks.map((text) => `; ${text}`).join('')}`;
    }),
    ...(without_configuration.length === 0
      ? []
      : [`No configuration of ${without_configuration.join(', ')}: nobody here can say what passes there.`]),
    ...(unplaced.length === 0 ? [] : [`Behind no interface, and not compared: ${unplaced.join(', ')}.`]),
    ...(unseparated.length === 0
      ? []
      : [
          `Kept apart by none of these, and not compared: ${unseparated.map(({ from, to }) => `${from} > ${to}`).join(', ')}.`,
        ]),
    ...(view.too_complex === null ? [] : ['', `!! NOTHING WAS COMPARED: ${view.too_complex}.`]),
    '',
    `MUST STAY TRUE (${assertions.filter(({ state }) => state === 'broken').length} of ${assertions.length} broken)`,
    ...assertions.flatMap(({ name, state, why, because, proof: shown }) => [
      `${marks[state]} ${name}`,
      ...(shown === null
        ? []
        : [`     ${proof(shown.example)}`, ...shown.lines.map((line) => `     ${formatLine(line)}`)]),
      ...(state === 'holds' || why === null ? [] : [`     ${why}`]),
      ...(state === 'broken' && because !== null ? [`     Why it matters: ${because}`] : []),
    ]),
    '',
    `ALLOWED, AND STATED NOWHERE (${unstated.length})`,
    ...unstated.flatMap(({ from, to, services, example, lines, sure }) => [
      `!! ${from} > ${to}: ${services}${sure ? '' : ' (may pass: a line was not understood)'}`,
      `     ${proof(example)}`,
      ...lines.map((line) => `     ${formatLine(line)}`),
    ]),
    '',
    `STATED, AND NOT ALLOWED (${denied.length} of ${seen} flows that cross these firewalls)`,
    ...denied.flatMap(({ flow, state, denied: stopped }) => [
      `*  ${flow}: ${state === 'denied' ? 'denied' : `some of it denied, ${stopped!.services}`}`,
      `     ${proof(stopped!.example)}`,
      ...stopped!.lines.map((line) => `     ${formatLine(line)}`),
    ]),
  ]
    .map(plain)
    .join('\n')}\n`;
}
