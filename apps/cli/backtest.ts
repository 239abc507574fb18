/** `cordon rules backtest RULE`: what a rule would have said of the events that Cordon keeps, before it goes live. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Backtest,
  BacktestLine,
  backtest,
  loadMappings,
  openRulebook,
  subjectOf,
} from '@cordon/detection';
import { openFolders } from '@cordon/platform/config';
import type { EventStore } from '@cordon/platform/events';
import { fault } from '@cordon/platform/fault';
import { openKept } from './kept.ts';
import { plain } from './output/plain.ts';
import { headersFor, type RunningCordon } from './running.ts';

export interface BacktestCommand {
  since?: string;
  until?: string;
  format: 'table' | 'json';
  data?: string;
}

type Told = (progress: { progress: number; hits: number }) => void;

/** Resolves to how often it would have spoken. */
export async function backtestCommand(wanted: string, command: BacktestCommand): Promise<number> {
  const rule = /\.ya?ml$/i.test(wanted) ? readRule(wanted) : wanted;
  const kept = await openKept(
    command.data,
    'Try the rule on its page /rules, or stop it and run this again.',
  );
  const stop = new AbortController();
  const interrupted = (): void => stop.abort(fault('STOPPED', 'It was stopped.', 'Nothing was changed.'));
  process.once('SIGINT', interrupted);
  const line = progressLine();
  try {
    const result = await ('running' in kept
      ? overHttp(kept.running, rule, command, stop.signal, line.told)
      : inFolder(kept, rule, command, stop.signal, line.told));
    line.clear();
    process.stdout.write(command.format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : shown(result));
    return result.hits;
  } finally {
    line.clear();
    process.off('SIGINT', interrupted);
    if ('events' in kept) await kept.events.close();
  }
}

function readRule(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fault(
      'NO_SUCH_RULE',
      `${file} cannot be read.`,
      'Give the file of a rule, or the id of a loaded one.',
      {
        cause: error,
      },
    );
  }
}

async function inFolder(
  { dir, events }: { dir: string; events: EventStore },
  rule: string,
  { since, until }: BacktestCommand,
  signal: AbortSignal,
  onProgress: Told,
): Promise<Backtest> {
  const { mappings } = loadMappings();
  const rulebook = await openRulebook({ folder: join(dir, 'rules'), cacheDir: openFolders().cache });
  const { rules, filters } = rulebook.current();
  const subject = subjectOf(rule, { rules: [...rules.values()].map((one) => one.rule), filters }, mappings);
  const today = new Date().toISOString().slice(0, 10);
  return backtest(subject, { events, orgs: 'every', mappings, today }, { since, until, signal, onProgress });
}

/** The answer comes line by line, so that progress can be shown and leaving stops the work. */
async function overHttp(
  running: RunningCordon,
  rule: string,
  { since, until }: BacktestCommand,
  signal: AbortSignal,
  onProgress: Told,
): Promise<Backtest> {
  const answer = await fetch(`${running.address}/api/v1/rules/backtest`, {
    method: 'POST',
    headers: {
      ...headersFor(running),
      'content-type': 'application/json',
      accept: 'application/x-ndjson',
    },
    body: JSON.stringify({ rule, since, until }),
    signal,
  });
  if (!answer.ok) {
    const { code, message, next } = (await answer.json()) as { code: string; message: string; next: string };
    throw fault(code, message, next);
  }
  let rest = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const text of lines) {
      const line = BacktestLine.parse(JSON.parse(text));
      if ('result' in line) return line.result;
      if ('error' in line) throw fault(line.error.code, line.error.message, line.error.next);
      onProgress(line);
    }
  }
  throw fault('CUT_SHORT', 'Cordon stopped before it had an answer.', 'Start it again and try once more.');
}

/** On standard error while a person watches; nothing at all in a pipe. */
function progressLine(): { told: Told; clear(): void } {
  const stream = process.stderr;
  if (!stream.isTTY) return { told() {}, clear() {} };
  let drawn = false;
  return {
    told({ progress, hits }) {
      const filled = Math.round(progress * 24);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(24 - filled)}`;
      stream.write(`\r\x1b[2K${bar} ${Math.floor(progress * 100)}%  ${number(hits)} hits`);
      drawn = true;
    },
    clear() {
      if (drawn) stream.write('\r\x1b[2K');
      drawn = false;
    },
  };
}

const number = (value: number): string => value.toLocaleString('en-GB');
const barWidth = 40;

function shown(result: Backtest): string {
  const { rule, hits, hidden, untimed, days, sources, events, hosts, accounts, examples, unreadable, cost } =
    result;
  const title = `${plain(rule.title)} (${plain(rule.id)})`;
  if (sources.length === 0)
    return `${title}\nNo stored event is of a log source that this rule is about. Its silence says nothing.\n`;
  const seconds = result.seconds < 10 ? result.seconds.toFixed(1) : Math.round(result.seconds);
  const lines = [
    title,
    `${number(hits)} hits in ${number(events)} events of ${number(sources.length)} log sources, in ${seconds} s.`,
    ...(hidden > 0 ? [`Filters of today would have hidden ${number(hidden)} more matches.`] : []),
    ...(untimed > 0 ? [`${number(untimed)} of the hits have no time and are in no day below.`] : []),
    ...(unreadable > 0 ? [`${number(unreadable)} stored records are no longer read as events.`] : []),
    ...(cost
      ? [`Live it costs ${cost.microseconds.toFixed(2)} microseconds an event of these sources.`]
      : []),
    '',
    'DAY (UTC)       HITS       EVENTS',
  ];
  const most = Math.max(1, ...days.map((day) => day.hits));
  for (const day of days) {
    const bar = '█'.repeat(Math.ceil((day.hits / most) * barWidth));
    const what = day.events === 0 && day.hits === 0 ? 'no logs' : bar;
    lines.push(
      `${day.day}  ${number(day.hits).padStart(8)} ${number(day.events).padStart(12)}  ${what}`.trimEnd(),
    );
  }
  for (const [name, list] of [
    ['HOSTS', hosts],
    ['ACCOUNTS', accounts],
  ] as const) {
    if (list.length === 0) continue;
    lines.push(
      '',
      name,
      ...list.slice(0, 10).map((one) => `${number(one.hits).padStart(8)}  ${plain(one.name)}`),
    );
  }
  if (examples.length > 0) lines.push('', 'THE FIRST HITS');
  for (const { time, host, account, why, events: ids } of examples) {
    lines.push(
      plain(`${time ?? 'no time'}  ${host ?? 'no host'}  ${account ?? 'no account'}  ${ids[0] ?? ''}`),
    );
    for (const { field, test, wanted, found } of why.slice(0, 4))
      lines.push(plain(`    ${field ?? 'the whole record'} ${test} ${wanted}: ${found}`).slice(0, 200));
  }
  return `${lines.join('\n')}\n`;
}
