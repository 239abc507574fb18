/** Guards: a judgement that is lost, kept twice or unsigned; a threshold that moves without being seen, or not after a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { type App, createHttp } from '@cordon/platform/http';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FeedbackTables, thresholdsNow } from './feedback.ts';
import { feedbackRoutes } from './feedback-routes.ts';
import { createLiveModels } from './live-models.ts';
import { createModelViews } from './live-models-view.ts';
import { FeedbackKept, type Finding, FindingDetail, ModelList } from './model.ts';
import { modelIds, type Thresholds } from './models/index.ts';
import { findingRoutes } from './routes.ts';
import { type DetectionTables, saveFindings } from './store.ts';

const finding = (id: string, rule_id: string, score?: number): Finding => ({
  id,
  rule_id,
  title: 'Account signed in from somewhere new',
  level: 'low',
  tags: [],
  time: '2026-03-11T10:00:00Z',
  host: 'ws-1',
  account: null,
  source_address: null,
  destination_address: null,
  destination_port: null,
  file: 'f',
  record_id: id,
  reason:
    score === undefined
      ? []
      : [{ selection: 's', field: null, test: 't', wanted: '14 or more', found: String(score) }],
  format: 'json',
  source: 'json',
  event: {},
});
const model = 'model:signin.new-source';

describe('feedback', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-feedback-'));
  let database: Database;
  /** What the models were last told. */
  let thresholds: Thresholds = {};
  let app: App;
  const told: string[] = [];
  const recorded: string[] = [];
  const say = (id: string, body: object) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/findings/${id}/feedback`,
      payload: body,
      headers: { host: 'localhost' },
    });
  const get = async (url: string): Promise<unknown> =>
    (await app.inject({ url: `/api/v1/${url}`, headers: { host: 'localhost' } })).json();

  beforeAll(async () => {
    database = await openDatabase({ dir, cache: testCache });
    await migrate(database, 'detection', projectPath('modules/detection/migrations'));
    await secureOrganisations(database, []);
    const models = createLiveModels({ estate: null, stored: null, learnt: null, thresholds });
    app = createHttp(createLogger('test', { level: 'silent' }), { reach: 'console' });
    app.decorateRequest('caller', null);
    app.addHook('onRequest', async (request) => {
      const actor = { kind: 'person', name: 'Night shift', proven: 'passkey' } as const;
      request.caller = { actor, session: null, org: 'sah', orgs: ['sah'], everywhere: ['sah'] };
    });
    const db = database.within('sah').tables<DetectionTables & FeedbackTables>();
    const views = createModelViews({ db, standing: models.standing });
    feedbackRoutes(app, () => ({
      db,
      useThresholds(next) {
        thresholds = next;
      },
      learntFrom: () => models.standing().learntFrom,
      views,
      record: async (_trx, { act, object }) => void recorded.push(`${act} ${object}`),
      judged: (id) => told.push(id),
      now: () => new Date('2026-03-12T08:00:00Z'),
    }));
    findingRoutes(app, () => ({
      seen: async () => undefined,
      soughtAs: (text) => [text],
      db,
      estate: null,
      rule: () => undefined,
      ruleText: async () => '',
      isIncident: () => false,
      models: views,
    }));
  });
  afterAll(async () => {
    await app.close();
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const db = database.within('sah').tables<DetectionTables & FeedbackTables>();
    await db.deleteFrom('findings').execute();
    told.length = 0;
    recorded.length = 0;
    await saveFindings(database.within('sah').tables<DetectionTables>(), [
      finding('rule', '9f5f2f3e-1111-4000-8000-000000000000'),
      ...[14.5, 15, 16.25, 17.5, 18, 21].map((score, i) => finding(`m${i}`, model, score)),
    ]);
  });

  it('is kept once for each finding, the newest counts, and the finding shows it', async () => {
    expect((await say('rule', { useful: true })).statusCode).toBe(200);
    const answer = await say('rule', { useful: false, because: '  the nightly backup ' });
    const wanted = {
      useful: false,
      because: 'the nightly backup',
      by: 'Night shift',
      at: '2026-03-12T08:00:00.000Z',
    };
    expect(FeedbackKept.parse(answer.json())).toEqual({ feedback: wanted, model: null });
    const detail = FindingDetail.parse(await get('findings/rule'));
    expect(detail.feedback).toEqual(wanted);
    expect(detail.model).toBeNull();
    expect(told).toEqual(['rule', 'rule']);
    expect(recorded).toEqual(['finding.judge rule', 'finding.judge rule']);
    const rows = await database
      .within('sah')
      .tables<FeedbackTables>()
      .selectFrom('feedback')
      .selectAll()
      .execute();
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['no finding of that id', 'nobody', { useful: true }, 404],
    ['not useful without a reason', 'rule', { useful: false }, 400],
    ['not useful with an empty reason', 'rule', { useful: false, because: '   ' }, 400],
    ['a reason without end', 'rule', { useful: false, because: 'x'.repeat(501) }, 400],
    ['a character that no store takes', 'rule', { useful: false, because: 'abc\0def' }, 400],
  ])('refuses %s, and keeps nothing', async (_what, id, body, status) => {
    const answer = await say(id, body);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code: expect.any(String), next: expect.any(String) });
    expect(
      await database.within('sah').tables<FeedbackTables>().selectFrom('feedback').selectAll().execute(),
    ).toEqual([]);
    expect(recorded).toEqual([]);
  });

  it('moves a model’s threshold at once, shows the effect, and is there after a restart', async () => {
    const answers: FeedbackKept[] = [];
    for (const [i, useful] of [false, false, false, true, true, true].entries())
      answers.push(FeedbackKept.parse((await say(`m${i}`, { useful, because: 'a locum’s laptop' })).json()));
    // Four judgements move nothing; the last shows what all of them did.
    expect(answers[3]!.model!.threshold.now).toBe(14);
    const { threshold, judged, findings } = answers.at(-1)!.model!;
    // Just above the highest that was not useful, and below the lowest that was.
    const moved = 1.05 * 16.25;
    expect(threshold).toEqual({ shipped: 14, now: moved, moves_after: 5 });
    expect(judged).toEqual({ useful: 3, useful_kept: 3, not_useful: 3, not_useful_kept: 0 });
    expect(findings.low).toBe(6);
    expect(thresholds['signin.new-source']).toBe(moved);
    expect((await thresholdsNow(database.within('sah').tables<FeedbackTables>()))['signin.new-source']).toBe(
      moved,
    );
    expect(FindingDetail.parse(await get('findings/m0')).model?.threshold.now).toBe(moved);

    // Whoever thinks again is believed: with the judgements back under the fewest that count, so is the threshold.
    await database
      .tables<FeedbackTables>()
      .deleteFrom('feedback')
      .where('finding', 'in', ['m1', 'm2'])
      .execute();
    const after = FeedbackKept.parse((await say('m0', { useful: true })).json());
    expect(after.model!.threshold.now).toBe(14);
  });

  it('lists every model with how often it was wrong, and one that saw nothing as such', async () => {
    const { learnt, items } = ModelList.parse(await get('models'));
    expect(learnt).toBeNull();
    expect(items.map(({ id }) => id)).toEqual(modelIds);
    for (const { figures } of items) expect(figures).not.toBeNull();
    const states = new Map(items.map(({ id, learning }) => [id, learning.state]));
    expect(states.get('signin.hours')).toBe('nothing-seen');
    expect(states.get('network.scan')).toBe('ready');
    const card = await app.inject({ url: '/api/v1/models/cards/signin', headers: { host: 'localhost' } });
    expect(card.headers['content-type']).toContain('text/plain');
    expect(card.body).toContain('How often it is wrong');
    const none = await app.inject({
      url: '/api/v1/models/cards/..%2fREADME',
      headers: { host: 'localhost' },
    });
    expect(none.statusCode).toBe(400);
  });
});
