/**
 * Measures the models and writes their cards: `npx tsx bench/models.ts [folder, docs/models by default]`. Everything simulated is
 * seeded, so the same code gives the same cards; the labelled captures are read from `CORDON_DATA`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { familyNames, type Thresholds, thresholdOf } from '../modules/detection/models/catalogue.ts';
import { applyFeedback } from '../modules/detection/models/feedback.ts';
import { type ModelId, modelIds } from '../modules/detection/models/index.ts';
import { baselines } from '../modules/detection/models/testing/baselines.ts';
import {
  type CardFigures,
  card,
  type FeedbackEffect,
  figuresOf,
  indexCard,
} from '../modules/detection/models/testing/cards.ts';
import { injected } from '../modules/detection/models/testing/injected.ts';
import {
  atShipped,
  leaveOneOut,
  ofCounting,
  ofModels,
  readCaptures,
} from '../modules/detection/models/testing/labelled.ts';
import { familyFigures } from '../modules/detection/models/testing/measure.ts';
import { learn, type Trial, tryOut } from '../modules/detection/models/testing/trial.ts';

const DAY = 86_400_000;
const start = '2026-03-11T00:00:00Z';
const learnDays = 5;

const began = performance.now();
const note = (what: string) =>
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);

const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
const fresh = Object.fromEntries(familyNames.map((family) => [family, baselines[family]()])) as Parameters<
  typeof learn
>[1];
const { state, events } = await learn(
  {
    estate,
    scenario: 'ordinary-day',
    seed: 101,
    start: new Date(Date.parse(start) - learnDays * DAY).toISOString(),
    hours: 24 * learnDays,
  },
  fresh,
);
note(`learnt from ${events.toLocaleString('en')} ordinary records`);

/**
 * `lead` keeps each scenario at its own hour of the day, without a gap after what was learnt. `judged` trials are those whose
 * findings somebody gives feedback on; its effect is measured on the others.
 */
const plan = [
  { scenario: 'ordinary-day', seed: 3, lead: 0, hours: 48, judged: true },
  { scenario: 'ordinary-day', seed: 11, lead: 0, hours: 48, judged: false },
  { scenario: 'hse-2021', seed: 5, lead: 15, judged: true },
  { scenario: 'hse-2021', seed: 6, lead: 15, judged: false },
  { scenario: 'portal-no-mfa', seed: 4, lead: 18, judged: false },
  { scenario: 'insider-snooping', seed: 8, lead: 7, judged: true },
  { scenario: 'insider-snooping', seed: 9, lead: 7, judged: false },
];
const trials: (Trial & { judged: boolean })[] = [];
for (const { judged, ...day } of plan) {
  trials.push({ ...(await tryOut({ state, baselines: fresh, estate, start, ...day })), judged });
  note(`tried on ${day.scenario}, seed ${day.seed}`);
}
const dies = new Set(
  ['sah-fs01', 'sah-dc02', 'sah-sql01'].map((host) => `"computer_name":"${host.toUpperCase()}`),
);
const from = Date.parse(start) + 8 * 3_600_000;
const gone = new Date(from).toISOString();
trials.push({
  ...(await tryOut({
    state,
    baselines: fresh,
    estate,
    scenario: 'ordinary-day',
    seed: 23,
    start,
    extra: injected({ estate, seed: 23, day: Date.parse(start) }),
    lost: ({ time, line, stream }) =>
      time > gone && (stream === 'zeek/kerberos.log' || [...dies].some((mark) => line.includes(mark))),
    absences: [
      {
        step: 'agent-gone-quiet',
        at: from,
        is: ({ subject }) => /^host:sah-(fs01|dc02|sql01)$/.test(subject),
      },
      { step: 'source-stopped', at: from, is: ({ subject }) => subject === 'source:zeek kerberos' },
    ],
  })),
  name: 'injected behaviours, seed 23',
  judged: true,
});
note('tried on injected behaviours');

/** Half-way thresholds make an organisation that has something to say; it judges some of the trials. */
function feedbackOf(fits: (model: string) => boolean): FeedbackEffect | null {
  const low: Thresholds = Object.fromEntries(modelIds.map((id) => [id, thresholdOf(id, {}) / 2]));
  const shown = (some: readonly Trial[], thresholds: Thresholds) =>
    some.flatMap((trial) =>
      trial.episodes.filter(
        ({ model, score }) => fits(model) && score >= thresholdOf(model as ModelId, thresholds),
      ),
    );
  const judging = trials.filter((trial) => trial.judged);
  const unseen = trials.filter((trial) => !trial.judged);
  const judged = shown(judging, low);
  const result = applyFeedback(
    low,
    judged.map(({ model, score, steps }) => ({ model: model as ModelId, score, useful: steps.size > 0 })),
  );
  const days = unseen.reduce((sum, trial) => sum + trial.days, 0);
  const [before, after] = [shown(unseen, low), shown(unseen, result.thresholds)];
  const useful = (some: typeof before) => some.filter(({ steps }) => steps.size > 0).length;
  return {
    result,
    judged: judged.length,
    alertsPerDay: { before: before.length / days, after: after.length / days },
    useful: { before: useful(before), after: useful(after) },
  };
}

const captures = await readCaptures(
  join(resolve(process.env.CORDON_DATA ?? '../shared/data'), 'zeek', 'labelled'),
);
if (!captures)
  console.error('The labelled captures are not there (set CORDON_DATA): their section is left out.');

const figures: CardFigures[] = familyNames.map((family) => ({
  family,
  models: familyFigures(trials, family),
  baselineName: fresh[family].name,
  baseline: familyFigures(trials, family, (model) => model === `baseline:${family}`),
  trained: `${learnDays} ordinary days (seed 101, ${events.toLocaleString('en')} records)`,
  tested: trials.map((trial) => trial.name).join('; '),
  feedback: feedbackOf((model) => model.startsWith(`${family}.`)),
  ...(family === 'network' && captures
    ? {
        labelled: {
          models: leaveOneOut(captures, ofModels),
          counting: leaveOneOut(captures, ofCounting),
          shipped: atShipped(captures),
        },
      }
    : {}),
}));

const ordinary = trials.filter((trial) => trial.name.startsWith('ordinary-day'));
const falseOnes = ordinary.flatMap((trial) =>
  trial.episodes.filter(
    ({ model, score }) => !model.startsWith('baseline:') && score >= thresholdOf(model as ModelId, {}),
  ),
).length;
const ordinaryDays = ordinary.reduce((sum, trial) => sum + trial.days, 0).toFixed(0);

const folder = resolve(process.argv[2] ?? projectPath('docs', 'models'));
await mkdir(folder, { recursive: true });
for (const each of figures) await writeFile(join(folder, `${each.family}.md`), card(each));
await writeFile(
  join(folder, 'README.md'),
  indexCard(
    figures,
    `All models together gave ${falseOnes} findings in ${ordinaryDays} simulated ordinary days of 57,000 records each.`,
  ),
);
await writeFile(join(folder, 'figures.json'), `${JSON.stringify(figuresOf(figures), null, 2)}\n`);
console.table(
  Object.fromEntries(
    figures.map(({ family, models, baseline }) => [
      family,
      {
        'true of findings': `${models.shipped.hits} of ${models.shipped.alerts}`,
        'steps seen': `${models.shipped.stepsSeen} of ${models.shipped.steps}`,
        'false/ordinary day': models.shipped.falsePerOrdinaryDay?.toFixed(1),
        AP: models.averagePrecision.toFixed(2),
        'baseline AP': baseline.averagePrecision.toFixed(2),
      },
    ]),
  ),
);
note(`${falseOnes} findings in ${ordinaryDays} ordinary days; cards in ${folder}`);
