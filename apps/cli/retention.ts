/** `cordon retention show|run` and `cordon hold add|list|release`: how long what is kept, and what must stay. Asks the Cordon that runs. */
import { fault } from '@cordon/platform/fault';
import { Hold, HoldList, RetentionReport, RetentionView } from '@cordon/retention';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, type RunningCordon, runningAddress } from './running.ts';

export interface RetentionCommand {
  data?: string;
  by?: string;
}

async function running({ data }: RetentionCommand): Promise<RunningCordon> {
  const address = await runningAddress(dataFolders(data));
  if (address !== null) return address;
  throw fault(
    'NOT_RUNNING',
    'No Cordon is running here, and what is kept is looked after by one that runs.',
    'Start it with npm start, or name its folder with --data.',
  );
}

const text = (lines: readonly string[]): string => `${lines.map(plain).join('\n')}\n`;

export async function showRetentionCommand(command: RetentionCommand): Promise<string> {
  const view = RetentionView.parse(await askRunning(await running(command), '/retention'));
  const { settings, events, bytes, oldest, last_run, holds, unexplained, least_days } = view;
  return text([
    `Events are kept ${settings.days} days after they arrived (retention.days in cordon.yaml; never below ${least_days}).`,
    ...settings.types.map(({ source, days }) => `  ${source}: ${days} days`),
    `Findings that are part of no incident: ${settings.findings_days} days.`,
    `${events} sealed events, ${(bytes / 1e6).toFixed(1)} MB; the oldest happened ${oldest ?? '(there are none)'}.`,
    `Last run: ${last_run ?? 'none yet'}.`,
    ...(holds.length === 0 ? ['Nothing is held.'] : ['Held, whatever its age:', ...holds.map(rowOf)]),
    ...(unexplained.length === 0
      ? ['Every deletion has its entry on the ledger.']
      : ['NOT ON THE LEDGER, so somebody else deleted it:', ...unexplained.map((what) => `  ${what}`)]),
  ]);
}

export async function runRetentionCommand(
  command: RetentionCommand & { clockIsRight: boolean },
): Promise<string> {
  const asked = { clock_is_right: command.clockIsRight };
  const report = RetentionReport.parse(
    await askRunning(await running(command), '/retention/run', asked, { by: command.by }),
  );
  const { outcome, events_deleted, segments_deleted, segments_rewritten, findings_deleted } = report;
  const did = `Deleted ${events_deleted} events (${segments_deleted} segments whole, ${segments_rewritten} in part) and ${findings_deleted} findings.`;
  if (outcome === 'noted')
    return 'Noted the time. Nothing was deleted: the first run only learns what the clock says.\n';
  return outcome === 'done' ? `${did}\n` : `${did} A new hold stopped it; the rest waits for the next run.\n`;
}

export interface HoldCommand extends RetentionCommand {
  why: string;
}

export interface AddHoldCommand extends HoldCommand {
  org?: string;
  from?: string;
  to?: string;
  incident?: string;
}

export async function addHoldCommand(name: string, command: AddHoldCommand): Promise<string> {
  const { why, org = null, from = null, to = null, incident = null } = command;
  const asked = { name, why, org, from, to, incident };
  const hold = Hold.parse(await askRunning(await running(command), '/holds', asked, { by: command.by }));
  return text([`Held from now on, ${coverOf(hold)}, whatever its age.`, `Hold ${hold.id}`]);
}

export async function listHoldsCommand(command: RetentionCommand): Promise<string> {
  const { items } = HoldList.parse(await askRunning(await running(command), '/holds'));
  const inForce = items.filter(({ released }) => released === null).length;
  return text([...items.map(rowOf), `${inForce} in force, ${items.length - inForce} released.`]);
}

export async function releaseHoldCommand(id: string, command: HoldCommand): Promise<string> {
  const asked = { why: command.why };
  const answer = await askRunning(await running(command), `/holds/${encodeURIComponent(id)}/release`, asked, {
    by: command.by,
  });
  const { name } = Hold.parse(answer);
  return text([`Released "${name}". What only it kept goes with the next run, if its period is over.`]);
}

function coverOf({ org, from, to, incident }: Hold): string {
  const whose = org === null ? 'of every organisation' : `of ${org}`;
  if (incident !== null) return `what happened around ${incident}, ${whose}`;
  if (from === null && to === null) return `everything ${whose}`;
  return `what happened or arrived${from === null ? '' : ` from ${from}`}${to === null ? '' : ` before ${to}`}, ${whose}`;
}

function rowOf(hold: Hold): string {
  const { id, name, why, by, since, released } = hold;
  const end = released === null ? '' : `; RELEASED ${released.at} by ${released.by}: ${released.why}`;
  return `  ${id}  ${name}: ${coverOf(hold)}. By ${by} since ${since}: ${why}${end}`;
}
