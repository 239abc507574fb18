/** Models in every standing: at work, moved by feedback, still learning, blind, and never measured. */
import {
  type FamilyName,
  familyOf,
  type ModelId,
  modelEntry,
  modelIds,
  modelView,
  type Progress,
  readFigures,
} from '@cordon/detection';
import { ModelList } from '@cordon/server/api';

const day = 86_400_000;
const now = Date.parse('2026-05-18T12:00:00Z');
const ready: Progress = { since: now - 30 * day, days: 3, atLeast: 2_000, events: 48_000 };
const progress: Partial<Record<FamilyName, Progress>> = {
  records: { ...ready, since: now - day, events: 640 },
  network: { since: null, days: 1, atLeast: 1_000, events: 0 },
};
const figures = readFigures();

function view(id: ModelId) {
  const moved = id === 'signin.new-source';
  return modelView(id, {
    thresholdNow: moved ? 17.1 : modelEntry(id).threshold,
    findings: moved ? { low: 4, medium: 2 } : {},
    judged: moved
      ? [14.2, 15, 16.25, 18, 19, 21].map((score) => ({ model: id, score, useful: score > 17 }))
      : [],
    progress: progress[familyOf(id)] ?? ready,
    newest: now,
    figures: familyOf(id) === 'silence' ? null : figures,
  });
}

export const models = ModelList.parse({
  learnt: { hospital: 'St Aldhelm’s', days: 5, records: 253_858, until: '2026-03-11T15:00:00.000Z' },
  items: modelIds.map(view),
});

export const movedModel = models.items.find(({ id }) => id === 'signin.new-source')!;
