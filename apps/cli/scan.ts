/** `cordon scan PATH…` */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createContainment } from '@cordon/containment';
import { type Finding, type Level, loadAttack, type ScanSummary, scan } from '@cordon/detection';
import { type Estate, loadEstate } from '@cordon/estate';
import { createIncidents } from '@cordon/incidents';
import { openFolders } from '@cordon/platform/config';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { exitCodes } from './exit-codes.ts';
import { csvHead, csvRow } from './output/csv.ts';
import type { outputFormats } from './output/formats.ts';
import { type KnownRules, loadKnownRules } from './output/known-rules.ts';
import { createLayer } from './output/navigator.ts';
import { toOcsf } from './output/ocsf.ts';
import { toRecord } from './output/record.ts';
import { createGatherer, reportOf } from './output/report/index.ts';
import { stixOutput } from './output/stix.ts';
import { createTallies, explained, incidentsOf, tableOf } from './output/table.ts';
import { createProgress } from './progress.ts';

export interface ScanCommand {
  rules: string[];
  mapping: string[];
  minLevel?: Level;
  since?: string;
  until?: string;
  format: (typeof outputFormats)[number];
  out?: string;
  estate?: string;
  jobs?: number;
  explain: boolean;
}

/** What a format does with each finding, and with the whole at the end. */
interface Output {
  begin?(): string;
  finding?(finding: Finding): string;
  end?(summary: ScanSummary): string;
}

export async function scanCommand(paths: string[], command: ScanCommand): Promise<number> {
  const estate = command.estate === undefined ? null : await loadEstate(command.estate);
  const out = command.out === undefined ? process.stdout : createWriteStream(command.out);
  await opened(out, command.out);
  const incidents = createIncidents({ estate, containment: estate && createContainment({ estate }) });
  const rules = command.rules.length > 0 ? command.rules : [projectPath('content', 'rules')];
  const tellsRules = command.format === 'ocsf' || command.format === 'stix';
  const rule = tellsRules ? await loadKnownRules(rules, openFolders().cache) : () => null;
  const output = outputOf(command, estate, incidents, paths, rule);
  const tellsIncidents = command.format === 'html' || (command.format === 'table' && estate !== null);
  const progress = createProgress(process.stderr);
  let found = 0;

  const write = (text: string | undefined): void => {
    if (text) out.write(text);
  };
  write(output.begin?.());
  const summary = await scan({
    paths,
    rules,
    mappings: command.mapping,
    cacheDir: openFolders().cache,
    ...(command.jobs !== undefined && { jobs: command.jobs }),
    ...(command.minLevel !== undefined && { minLevel: command.minLevel }),
    ...(command.since !== undefined && { since: command.since }),
    ...(command.until !== undefined && { until: command.until }),
    onFindings(findings) {
      found += findings.length;
      if (tellsIncidents) incidents.add(findings);
      for (const finding of findings) write(output.finding?.(finding));
    },
    onProgress: ({ doneBytes, totalBytes, events }) => progress.update(doneBytes, totalBytes, events, found),
  });
  progress.clear();
  // An exit code of 0 must not say "nothing found" where nothing was looked at.
  if (summary.inputs.every((input) => input.format === 'unknown')) {
    process.stderr.write(lossesOf(summary));
    throw fault(
      'NOTHING_READ',
      'None of the paths could be read.',
      'What was wrong with each is printed above; docs/scan.md names the formats.',
    );
  }
  write(output.end?.(summary));
  await flushed(out);
  process.stderr.write(lossesOf(summary));
  return found > 0 ? exitCodes.findings : exitCodes.nothing;
}

function outputOf(
  command: ScanCommand,
  estate: Estate | null,
  incidents: ReturnType<typeof createIncidents>,
  paths: string[],
  rule: KnownRules,
): Output {
  switch (command.format) {
    case 'ndjson':
      return { finding: (finding) => `${JSON.stringify(toRecord(finding, estate))}\n` };
    case 'csv':
      return { begin: csvHead, finding: (finding) => csvRow(toRecord(finding, estate)) };
    case 'ocsf': {
      const context = { attack: loadAttack(), rule, now: Date.now() };
      return { finding: (finding) => `${JSON.stringify(toOcsf(finding, context))}\n` };
    }
    case 'stix':
      return stixOutput({ attack: loadAttack(), rule, at: new Date().toISOString() });
    case 'navigator': {
      const { add, layer } = createLayer(loadAttack());
      return {
        finding(finding) {
          add(finding);
          return '';
        },
        end: () => `${JSON.stringify(layer(paths, new Date().toISOString()), null, 2)}\n`,
      };
    }
    case 'html': {
      const gatherer = createGatherer();
      return {
        finding(finding) {
          gatherer.add(finding);
          return '';
        },
        end: ({ inputs, events, rules }) =>
          reportOf({
            gathered: gatherer.result(),
            incidents: incidents.list(),
            estate,
            inputs,
            paths,
            events,
            rules,
            at: new Date().toISOString(),
          }),
      };
    }
    case 'table': {
      const tallies = createTallies();
      return {
        finding(finding) {
          tallies.add(finding);
          return command.explain ? explained(finding) : '';
        },
        end: ({ inputs, events, rules }) => {
          const read = `\n${events.toLocaleString('en-GB')} events in ${inputs.length.toLocaleString('en-GB')} ${inputs.length === 1 ? 'file' : 'files'}, ${rules.loaded.toLocaleString('en-GB')} rules${rules.refused > 0 ? ` (${rules.refused} refused: see cordon rules check)` : ''}.\n`;
          return (
            tableOf(tallies.sorted(), process.stdout.columns ?? 140) +
            (estate ? incidentsOf(incidents.list()) : '') +
            read
          );
        },
      };
    }
  }
}

/** Fails before the scan, not after it, when the output cannot be written. */
async function opened(out: NodeJS.WritableStream, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  try {
    await once(out, 'open');
  } catch (error) {
    throw fault(
      'OUTPUT',
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`,
      'Choose another place with --out.',
      { cause: error },
    );
  }
}

/** Waits until everything written has left this process. */
async function flushed(out: NodeJS.WritableStream): Promise<void> {
  if (out === process.stdout) await new Promise<void>((resolve) => out.write('', () => resolve()));
  else {
    out.end();
    await finished(out);
  }
}

const shown = 20;

/** What could not be read, and what was kept from view: counted and named. */
function lossesOf({ inputs, unreachable, hidden, late }: ScanSummary): string {
  const lines = [
    ...unreachable.map((loss) => `${loss.file}: ${loss.what}`),
    ...inputs.flatMap((input) => {
      if (input.format === 'unknown')
        return [
          `${input.file}: format not known${input.looksLike ? ` (looks like ${input.looksLike})` : ''}, not read`,
        ];
      return input.losses.map(
        (loss) =>
          `${input.file}: ${loss.where}: ${loss.what}${loss.count > 1 ? ` (${loss.count.toLocaleString('en-GB')})` : ''}`,
      );
    }),
  ];
  const notes = [
    ...Object.entries(hidden).map(
      ([filter, count]) => `Hidden by the filter "${filter}": ${count.toLocaleString('en-GB')} findings.`,
    ),
    ...(late > 0
      ? [`${late.toLocaleString('en-GB')} events came too late for a correlation, by their own time.`]
      : []),
  ].map((note) => `\n${note}\n`);
  if (lines.length === 0) return notes.join('');
  const more =
    lines.length > shown ? [`…and ${lines.length - shown} more; --format html lists them all`] : [];
  return `${notes.join('')}\nNot read (${lines.length.toLocaleString('en-GB')}):\n${[...lines.slice(0, shown), ...more].map((line) => `  ${line}\n`).join('')}`;
}
