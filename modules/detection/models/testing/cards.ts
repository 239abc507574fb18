/** Model cards as Markdown: figures from `measure.ts` and `labelled.ts`, with what has to be said beside them. */
import { type FamilyName, type ModelId, modelEntry, thresholdOf } from '../catalogue.ts';
import type { FeedbackResult } from '../feedback.ts';
import type { FiguresFile } from '../figures.ts';
import type { AtShipped, HeldOut } from './labelled.ts';
import { BUDGET, type FamilyFigures } from './measure.ts';

const command = '`npx tsx bench/models.ts`';
const percent = (value: number | null): string =>
  value === null ? 'no alerts' : `${(100 * value).toFixed(0)} %`;
const hours = (value: number | null): string =>
  value === null ? 'never' : value < 1 ? `${(60 * value).toFixed(0)} min` : `${value.toFixed(1)} h`;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');

interface Words {
  title: string;
  reads: string;
  learns: string;
  /** What a reader must know that no figure says. */
  limits: readonly string[];
}

export const words: Record<FamilyName, Words> = {
  signin: {
    title: 'Sign-in',
    reads: 'Windows logons (4624), remote access portal and cloud sign-ins that name a country.',
    learns:
      'three days and 2,000 sign-ins before it speaks; an hour of a person only after about a dozen sign-ins; travel at once.',
    limits: [
      'The simulated hospital lets its service accounts log on to servers at random, from anywhere, which real ones rarely do: lateral movement with a service account hides in that here.',
      'Shift workers have no hours of their own in five days of learning. Off-hours is a weak sign and never more than low.',
      'Where a log names only the country, travel is measured between the middles of countries less their size, so journeys inside large ones and to neighbours are missed.',
      'A stolen session that stays on the person’s own workstation looks like the person.',
    ],
  },
  process: {
    title: 'Process',
    reads: 'process starts (Sysmon 1, Security 4688).',
    learns: 'two days and 2,000 process starts before it speaks.',
    limits: [
      'The simulated estate runs a few dozen programs. A real one runs thousands, so real precision will be lower: treat these figures as an upper bound.',
      'Attackers who use only what administrators use, with the same command shapes, add nothing to the sum.',
      'New software rolled out on a weekday looks like an attack for its first hour on each host.',
    ],
  },
  network: {
    title: 'Network',
    reads: 'Zeek conn and dns logs.',
    learns:
      'one day and 1,000 connections for volume, tunnels and spread; scans and beacons need no learning, beacons an hour and twelve calls.',
    limits: [
      'Software that updates itself by the clock from a place nobody else uses is a beacon by this measure.',
      'A beacon whose waits vary by half or more, or that calls less than once in some hours, is missed.',
      'Slow scans, under a handful of doors in ten minutes, are missed; so are scans of one door on many hosts spread over days.',
      'In the labelled captures nearly all malicious sources are internet addresses that knock once or twice: no measure of fan-out can tell those from noise, and an alert for each would be useless anyway.',
    ],
  },
  records: {
    title: 'Patient records',
    reads: 'FHIR AuditEvents.',
    learns: 'three days and 2,000 accesses before it speaks.',
    limits: [
      'There is no list of who cares for whom: a care relationship is inferred from what the team opened in the last two weeks and from the ward. A first look by the right person from another team looks the same as snooping.',
      'One curious look is not found, and is not meant to be: see what was missed.',
      'Colleagues and people in the public eye are known only by the security labels that the record system writes.',
      'The simulated staff keep to their wards better than real ones do.',
    ],
  },
  ransomware: {
    title: 'Ransomware behaviour',
    reads:
      'files created (Sysmon 11), Zeek smb_files, process starts, service and log records, Defender settings.',
    learns: '200 files for what endings are usual; the ways of recovery need no learning.',
    limits: [
      'By the time files are rewritten the attack has succeeded: this limits the loss, it does not prevent it.',
      'An encryptor that keeps file names is missed by the burst and found only by what it does to recovery.',
      'A migration to a new file format in bulk looks the same.',
      'The scenarios delete shadow copies by the commands everybody knows. Others are found only where they are in the list of `ransomware.ts`.',
    ],
  },
  silence: {
    title: 'Silence',
    reads: 'that records arrive at all, by host and by source; Defender records.',
    learns: 'three days and 2,000 records, and thirty gaps of each host.',
    limits: [
      'A workstation is allowed its longest usual gap several times over, so it may be off for days before it is named: silence of one host is slow on purpose.',
      'The simulated hospital writes few records for each host, so gaps are hours long and silence is found much later than where hosts log every minute.',
      'What hospitals switch off at Christmas is silence too.',
    ],
  },
};

export interface CardFigures {
  family: FamilyName;
  models: FamilyFigures;
  baselineName: string;
  baseline: FamilyFigures;
  trained: string;
  tested: string;
  feedback: FeedbackEffect | null;
  labelled?: { models: HeldOut[]; counting: HeldOut[]; shipped: AtShipped[] };
}

export interface FeedbackEffect {
  result: FeedbackResult;
  judged: number;
  alertsPerDay: { before: number; after: number };
  useful: { before: number; after: number };
}

function curveTable({ curve }: FamilyFigures): string {
  const every = Math.max(1, Math.ceil(curve.length / 10));
  const shown = curve.filter((_, i) => i % every === 0 || i === curve.length - 1);
  return table(
    ['score over threshold', 'alerts', 'precision', 'recall of attack steps'],
    shown.map((point) => [
      point.threshold.toFixed(2),
      point.alerts,
      percent(point.precision),
      percent(point.recall),
    ]),
  );
}

function labelledSection({ models, counting }: { models: HeldOut[]; counting: HeldOut[] }): string {
  const rows = models.map((each, i) => [
    `${each.name}: ${each.what}`,
    `${each.malicious} of ${each.sources}`,
    `${each.hits} of ${each.alerts}`,
    percent(each.flowsCovered),
    each.by.join(', ') || 'none',
    `${counting[i]!.hits} of ${counting[i]!.alerts}`,
  ]);
  return `## On labelled captures (real traffic)

Five Zeek captures of the Stratosphere Laboratory. What is judged is a source address. Each capture is judged by models that saw nothing
before it, just above the highest score of any innocent source in the other four: never split by row.

${table(
  [
    'capture',
    'malicious sources',
    'true of alerts',
    'malicious flows covered',
    'by',
    'baseline, counting flows: true of alerts',
  ],
  rows,
)}

There are fourteen innocent sources in all five, so these figures say what can be found and next to nothing about false alarms. The beacon
model counts unanswered calls since it was seen to miss capture 001, whose server is dead: for that model 001 is no longer unseen.`;
}

function feedbackSection({ result, judged, alertsPerDay, useful }: FeedbackEffect): string {
  const rows = result.changes.map((change) => [
    change.model,
    change.before.toFixed(1),
    change.after.toFixed(1),
    `${change.usefulKept} of ${change.useful}`,
    `${change.notUsefulKept} of ${change.notUseful}`,
  ]);
  const changed =
    rows.length === 0
      ? 'No threshold had to move.'
      : table(['model', 'threshold before', 'after', 'useful kept', 'not useful kept'], rows);
  return `## Feedback (simulated)

An organisation that began at half the shipped thresholds judged ${judged} findings of some of the trials, as the truth of the simulation
would. On the other trials the thresholds that came of it give ${alertsPerDay.after.toFixed(1)} alerts a day instead of ${alertsPerDay.before.toFixed(1)}, and
${useful.after} of ${useful.before} useful ones are kept.

${changed}`;
}

export function card({
  family,
  models,
  baselineName,
  baseline,
  trained,
  tested,
  feedback,
  labelled,
}: CardFigures): string {
  const { title, reads, learns, limits } = words[family];
  const { shipped, atBudget } = models;
  return `# ${title}

<!-- Written by ${command}; do not edit. -->

Reads ${reads} Learns: ${learns}

## Data and split (simulated)

Learnt on ${trained}. Tried on ${tested}. No seed and no day is in both.
Thresholds were set while looking at seeds 1 and 7 of the scenarios and 31 and 32 of ordinary days; the seeds here were left alone until then. **Every figure below is on simulated data unless its heading says
otherwise**; a real hospital is stranger, and precision there is unknown until measured.

## How often it is wrong (simulated)

${table(
  ['', 'these models', `baseline: ${baselineName}`],
  [
    ['average precision', models.averagePrecision.toFixed(2), baseline.averagePrecision.toFixed(2)],
    [
      `precision at ${BUDGET} alerts a day`,
      percent(atBudget.precision),
      percent(baseline.atBudget.precision),
    ],
    ['attack steps seen at that budget', percent(atBudget.recall), percent(baseline.atBudget.recall)],
  ],
)}

At the shipped thresholds: ${shipped.hits} of ${shipped.alerts} findings were of an attack, ${shipped.stepsSeen} of ${shipped.steps} attack steps that these logs show were
seen, and an ordinary day gave ${shipped.falsePerOrdinaryDay === null ? 'an unknown number of' : shipped.falsePerOrdinaryDay.toFixed(1)} false findings.

${table(
  ['model', 'says', 'threshold', 'true of findings', 'highest false score'],
  models.models.map((each) => [
    each.model,
    modelEntry(each.model as ModelId).measure,
    thresholdOf(each.model as ModelId, {}),
    `${each.hits} of ${each.alerts}`,
    each.bestFalse === null ? 'none' : each.bestFalse.toFixed(1),
  ]),
)}

${curveTable(models)}

## Time to the first finding (simulated)

${table(
  ['trial', 'after the first record of the attack'],
  models.firstAlert.map((each) => [each.trial, hours(each.hours)]),
)}

## What it missed (simulated)

${models.missed.length === 0 ? 'No attack step that these logs show.' : models.missed.map((step) => `- ${step}`).join('\n')}
${labelled ? `\n${labelledSection(labelled)}\n` : ''}
${feedback ? feedbackSection(feedback) : ''}

## What no figure says

${limits.map((limit) => `- ${limit}`).join('\n')}
`;
}

export function indexCard(all: readonly CardFigures[], perOrdinaryDay: string): string {
  return `# Model cards

<!-- Written by ${command}; do not edit. -->

What each family of models was measured on, how often it is wrong, and what it misses. Only the labelled captures in
[network](network.md) are real; everything else is simulated and says so. ${perOrdinaryDay}

${table(
  [
    'family',
    'true of findings at shipped thresholds',
    'attack steps seen',
    'false a day on ordinary days',
    'average precision',
    'trivial baseline',
  ],
  all.map(({ family, models, baseline }) => [
    `[${words[family].title}](${family}.md)`,
    `${models.shipped.hits} of ${models.shipped.alerts}`,
    `${models.shipped.stepsSeen} of ${models.shipped.steps}`,
    models.shipped.falsePerOrdinaryDay === null ? 'unknown' : models.shipped.falsePerOrdinaryDay.toFixed(1),
    models.averagePrecision.toFixed(2),
    baseline.averagePrecision.toFixed(2),
  ]),
)}

A model alone never says more than high, says nothing before it has learnt, and shows in each finding the numbers that made its score with what
is usual beside them. Nothing learnt leaves the deployment; there is no network and no GPU in it.

## In a running Cordon

- What a model says joins the findings of rules. It adds up on a host or account, and raises no incident without a rule's finding.
- The page **Rules**, tab *Models*, shows each with its threshold, its findings, what people judged, whether it has learnt yet, and the figures above.
- "Was this useful?" on a finding moves the threshold of its model once five of its findings were judged: up to what was not useful, never past
  what was, and never beyond three times the shipped one. It always starts from the shipped threshold and all judgements, so taking one back undoes it.
- What was learnt is stored every 10,000 events (less often when it is large) and when Cordon is stopped. A kill loses what was learnt since;
  it never loses a finding.
- The sample hospital begins with what \`npx tsx bench/learn.ts\` learnt from five simulated ordinary days. A hospital of its own begins with nothing.
`;
}

const digits = (value: number): number => Number(value.toFixed(3));

/** The same figures for pages and programs. */
export const figuresOf = (all: readonly CardFigures[]): FiguresFile => ({
  command: 'npx tsx bench/models.ts',
  families: Object.fromEntries(
    all.map(({ family, models, baseline, labelled }) => {
      const { title, reads, learns, limits } = words[family];
      const { shipped, atBudget } = models;
      return [
        family,
        {
          title,
          reads,
          learns,
          limits: [...limits],
          captures: labelled?.shipped ?? [],
          hits: shipped.hits,
          findings: shipped.alerts,
          budget: BUDGET,
          precision_at_budget: atBudget.precision === null ? null : digits(atBudget.precision),
          average_precision: digits(models.averagePrecision),
          baseline_average_precision: digits(baseline.averagePrecision),
          steps_seen: shipped.stepsSeen,
          steps: shipped.steps,
          false_per_day: shipped.falsePerOrdinaryDay === null ? null : digits(shipped.falsePerOrdinaryDay),
          missed: models.missed,
        },
      ];
    }),
  ),
  models: Object.fromEntries(
    all.flatMap(({ models }) =>
      models.models.map(({ model, hits, alerts }) => [model, { hits, findings: alerts }]),
    ),
  ),
});
