/**
 * Patient records: who opens whose, how many, and how much leaves. Reads FHIR AuditEvents. The memory holds hashes of
 * patient numbers and counts, never the numbers; a finding shows only what its own record holds.
 */
import { createBoundedMap, createRarity, hash32, type RarityState } from '@cordon/anomaly';
import { createDaily, type DailyState } from './daily.ts';
import { createKeyed } from './keyed.ts';
import { createLearning, type LearningState } from './learning.ts';
import { createPeaks, type PeaksState } from './peaks.ts';
import { type Family, type FamilyNeeds, number, peerGroup, type Seen, texts } from './signal.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PEOPLE = 20_000;
/** A patient whose record the team opened in this time is one of theirs. */
const CARE = 14 * DAY;

/** HL7 v3 labels for the records of staff and of people in the public eye. */
const PROTECTED = new Set(['EMP', 'CEL', 'VIP', 'TABOO', 'V']);

export interface RecordsState {
  learning: LearningState;
  wards: RarityState;
  teams: [string, number][];
  strangers: [string, { at: number; patient: number; bits: number }[]][];
  strangerDays: [string, DailyState][];
  sensitive: [string, PeaksState][];
  patients: [string, PeaksState][];
  exports: [string, DailyState][];
}

/** `detail` of an entity as FHIR writes it, flattened: the value beside each type. */
function detail(seen: Seen, type: string): string | undefined {
  const types = texts(seen.event.field('entity.detail.type'));
  const at = types.indexOf(type);
  return at < 0 ? undefined : texts(seen.event.field('entity.detail.valueString'))[at];
}

export function createRecords(
  { estate, seed, say, openPatients }: FamilyNeeds,
  state?: RecordsState,
): Family {
  const learning = createLearning({ days: 3, events: 2000 }, state?.learning);
  const wards = createRarity({ contexts: 2 * PEOPLE, values: 200, halfLife: 30 * DAY }, state?.wards);
  /** `team patient` to when the team last opened the record, both hashed. */
  const teams = createBoundedMap<number>(200_000, state?.teams);
  const strangers = createBoundedMap<{ at: number; patient: number; bits: number }[]>(
    PEOPLE,
    state?.strangers,
  );
  const strangerDays = createKeyed(PEOPLE, createDaily, state?.strangerDays);
  const sensitive = createKeyed(PEOPLE, createPeaks({ span: 8 * HOUR, capacity: 256 }), state?.sensitive);
  const patients = createKeyed(PEOPLE, createPeaks({ span: HOUR, capacity: 512 }), state?.patients);
  const exports = createKeyed(PEOPLE, createDaily, state?.exports);

  /** A team is the people of one role at one place; without an estate, of one role as the record names it. */
  function teamOf(account: string, seen: Seen): string {
    const known = estate?.account(account);
    const place = known?.usual_asset ? estate?.asset(known.usual_asset)?.location : undefined;
    return place
      ? `staff of ${place}`
      : `${peerGroup(account, estate)} ${texts(seen.event.field('RequestorRole'))[0] ?? ''}`.trim();
  }

  function oneRecord(seen: Seen & { account: string }, patient: number, ready: boolean): void {
    const { account, at, event } = seen;
    const subject = `account:${account}`;
    const team = teamOf(account, seen);
    const role = peerGroup(account, estate);

    const opened = patients.take(account);
    const count = opened.add(String(patient), at);
    if (ready)
      say('records.bulk', subject, count / (3 + opened.usual()), seen, () => [
        {
          field: 'Patient',
          measure: 'patients in an hour',
          found: String(count),
          usual: String(opened.usual()),
        },
      ]);

    const labels = texts(event.field('entity.securityLabel.code')).filter((code) => PROTECTED.has(code));
    const broken = event.field('BreakGlass') === true;
    if (broken || labels.length > 0) {
      const seenBefore = sensitive.take(account);
      const many = seenBefore.add(String(patient), at);
      if (ready)
        say('records.sensitive', subject, many / (1 + seenBefore.usual()), seen, () => [
          {
            field: broken ? 'BreakGlass' : 'entity.securityLabel.code',
            measure: 'patients in eight hours',
            found: `${many} ${broken ? 'with the glass broken' : labels.join(' ')}`,
            usual: String(seenBefore.usual()),
          },
        ]);
    }

    const ward = detail(seen, 'ward') ?? 'unknown ward';
    const contexts = [account, team, role];
    const key = `${hash32(team, seed)} ${patient}`;
    const lastOpened = teams.get(key);
    const surprise = wards.surprise(contexts, ward, at);
    if (ready && (lastOpened === undefined || at - lastOpened > CARE)) {
      const window = (strangers.get(account) ?? []).filter(
        (each) => each.at > at - 4 * HOUR && each.patient !== patient,
      );
      window.push({ at, patient, bits: surprise.bits });
      strangers.set(account, window.slice(-128));
      const sum = window.reduce((total, each) => total + each.bits, 0);
      const days = strangerDays.take(account);
      const usual = days.usual();
      days.reach(sum, at);
      say('records.no-care-relationship', subject, sum / (10 + usual), seen, () => [
        {
          field: 'Patient',
          measure: 'patients nobody of the team opened in two weeks, in four hours',
          found: String(window.length),
          usual: `${usual.toFixed(0)} bits on a usual day`,
        },
        {
          field: 'entity.detail.valueString',
          measure: 'bits of surprise at the ward',
          found: `${ward} (${surprise.bits.toFixed(1)} bits)`,
          usual: 'own ward: under 1',
        },
        ...surprise.levels.map(({ context, total, count: times }) => ({
          field: null,
          measure: `seen by ${context}`,
          found: `${times.toFixed(1)} of ${total.toFixed(1)} lately`,
          usual: '',
        })),
      ]);
    }
    wards.observe(contexts, ward, at);
    teams.set(key, Math.max(at, lastOpened ?? at));
  }

  return {
    add(seen) {
      const { event, account, at } = seen;
      if (event.source.product !== 'fhir' || account === undefined) return;
      const ready = learning.ready(at);
      const found = texts(event.field('Patient'));
      if (found.length === 1) oneRecord({ ...seen, account }, hash32(openPatients(found[0]!), seed), ready);

      // What a system says it handed over, else how many patients the record names.
      const handed = number(detail(seen, 'count')) ?? (found.length > 1 ? found.length : 0);
      if (handed <= 1) return;
      const days = exports.take(account);
      const usual = days.usual();
      const sum = days.add(handed, at);
      if (ready)
        say('records.export', `account:${account}`, sum / (1 + usual), seen, () => [
          {
            field: 'entity.detail.valueString',
            measure: 'records handed over today',
            found: String(sum),
            usual: String(usual),
          },
        ]);
    },
    advance: () => undefined,
    progress: learning.progress,
    snapshot: (): RecordsState => ({
      learning: learning.snapshot(),
      wards: wards.snapshot(),
      teams: teams.entries(),
      strangers: strangers.entries().map(([key, window]) => [key, [...window]]),
      strangerDays: strangerDays.snapshot(),
      sensitive: sensitive.snapshot(),
      patients: patients.snapshot(),
      exports: exports.snapshot(),
    }),
  };
}
