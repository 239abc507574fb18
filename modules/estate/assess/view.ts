/** An assessment as pages show it: cut to what a person looks at, with the counts of everything. Pure. */
import { findAsset, storyOf } from '../book/story.ts';
import { groupLegacy, type LegacyGroup } from '../legacy/index.ts';
import type { Asset, Estate, ServiceImpact } from '../model.ts';
import type { Coverage, EntryFinding } from '../registers/index.ts';
import type { Triaged } from '../triage/index.ts';
import type { Assessment } from './assess.ts';
import type { AssetView, EntriesView, LegacyView, VulnerabilitiesView } from './model.ts';

/** As many as a person looks at; the counts are of all. */
const listed = 200;
/** Of assets that are dealt with in one go, as many as are named. */
const named = 8;

/** @param name id, host name, address or MAC address */
export function assetView(assessment: Assessment, name: string): AssetView | null {
  const { needs, triagedOf, legacyOf, coverageOf, supportOf, evidence, entries } = assessment;
  const { estate, merged, exposureOf } = needs;
  // A full name is known here by its domain, where no source gave more than the short one.
  const of = findAsset(merged, name) ?? findAsset(merged, estate.assetByHost(name)?.id ?? '');
  const asset = of && estate.asset(of.id);
  if (!of || !asset) return null;
  const triaged = triagedOf(asset.id);
  const legacy = legacyOf(asset.id);
  const exposure = exposureOf(asset.id);
  const places = new Map<string, 'asset' | 'system' | 'zone'>([
    [asset.zone, 'zone'],
    ...(asset.system === null ? [] : ([[asset.system, 'system']] as const)),
    [asset.id, 'asset'],
  ]);
  const flows = (own: 'from' | 'to', other: 'from' | 'to'): AssetView['reached_by'] =>
    estate.flows
      .flatMap((flow) => {
        const as = places.get(flow[own]);
        return as === undefined ? [] : [{ ...flow, as, other: nameOf(estate, flow[other]) }];
      })
      .slice(0, listed);
  const ward = estate.wardOf(asset.id);
  return {
    asset,
    ward: ward ? { id: ward.id, name: ward.name } : null,
    story: storyOf(merged, of),
    support: supportOf(asset),
    ended_programs: legacy?.ended_programs ?? [],
    exposure: exposure
      ? { ...exposure, known: true }
      : { value: 'open', known: false, why: 'Nobody knows who can reach it.' },
    decision: legacy?.decision ?? triaged[0]?.decision ?? null,
    cve: triaged[0]?.finding.cve ?? null,
    unwatched: triaged.length === 0 && !evidence.watched.has(asset.id),
    vulnerabilities: triaged.slice(0, listed).map(vulnerabilityView),
    services: impactsView(estate, estate.servicesOf(asset.id)),
    coverage: coverageView(estate, coverageOf(asset)),
    entries: entries.filter((entry) => leadsTo(entry, places)).map(entryView),
    reached_by: flows('to', 'from'),
    may_reach: flows('from', 'to'),
    rights: rightsOn(estate, asset, places),
  };
}

const nameOf = (estate: Estate, id: string): string =>
  estate.zone(id)?.name ?? estate.system(id)?.name ?? estate.asset(id)?.hostname ?? id;

const leadsTo = ({ entry, flows, seen }: EntryFinding, places: ReadonlyMap<string, unknown>): boolean =>
  (entry?.through ?? []).some((place) => places.has(place)) ||
  flows.some(({ to }) => places.has(to)) ||
  (seen !== null && places.has(seen.to_id ?? ''));

function rightsOn(estate: Estate, asset: Asset, places: ReadonlyMap<string, unknown>): AssetView['rights'] {
  const organisation = estate.sites.find(({ id }) => id === asset.site)?.organisation;
  return estate.rights
    .filter(
      ({ on, kinds }) =>
        (places.has(on) || on === organisation) && (kinds.length === 0 || kinds.includes(asset.kind)),
    )
    .flatMap(({ account: id, right, note = '' }) => {
      const account = estate.accounts.find((one) => one.id === id);
      return account ? [{ account, right, note }] : [];
    })
    .slice(0, listed);
}

const impactsView = (estate: Estate, impacts: readonly ServiceImpact[]): AssetView['services'] =>
  impacts.map(({ service: { id, name, urgency }, strength, path }) => ({
    ...{ id, name, urgency, strength },
    path: path.map((step) => estate.system(step)?.name ?? estate.service(step)?.name ?? step),
  }));

function vulnerabilityView({
  finding,
  known,
  decision,
  clock,
}: Triaged): AssetView['vulnerabilities'][number] {
  const { cve, source, evidence, certain } = finding;
  return {
    ...{ cve, source, evidence, certain, decision, clock },
    cvss: known.cvss?.score ?? null,
    forecast: known.epss?.probability ?? null,
    exploited: known.exploited,
    kev: known.kev.map(({ asserter, published, due, required_action }) => ({
      ...{ asserter, published, due, required_action },
    })),
  };
}

const coverageView = (
  { suppliers }: Estate,
  { mitigations, idle_mitigations, answers, models, extended_until }: Coverage,
): AssetView['coverage'] => ({
  mitigations: [...mitigations],
  idle_mitigations: [...idle_mitigations],
  answers: answers.map((answer) => {
    const supplier = suppliers.find(({ id }) => id === answer.supplier);
    return { ...answer, supplier: supplier?.name ?? answer.supplier };
  }),
  models: [...models],
  extended_until,
});

const entryView = ({
  state,
  name,
  entry,
  flows,
  exceptions,
  why,
}: EntryFinding): EntriesView['items'][number] => ({ state, name, entry, flows, exceptions, why });

const standing = ({ day, needs: { estate }, evidence }: Assessment) => ({
  day,
  assets: estate.assets.length,
  told: evidence.told,
  sources: evidence.knowledge.sources,
});

export function legacyView(assessment: Assessment): LegacyView {
  const { day, legacy, needs } = assessment;
  const { estate, support, registers } = needs;
  const groups = groupLegacy(legacy);
  const inState = (state: string) => legacy.filter((one) => one.support.state === state).length;
  // What was asked for, be it about machines that are supported meanwhile.
  const covered = new Set(legacy.flatMap(({ coverage }) => coverage.answers.map(({ id }) => id)));
  const answers = registers.supplier_answers.filter(({ id }) => covered.has(id));
  const quotes = answers.flatMap(({ price_gbp }) => price_gbp ?? []);
  return {
    ...standing(assessment),
    support: support.freshness(day),
    states: { extended: inState('extended'), ended: inState('ended'), unknown: inState('unknown') },
    quoted_gbp: quotes.length === 0 ? null : quotes.reduce((a, b) => a + b),
    refused: answers.filter(({ answer }) => answer === 'refused').length,
    unanswered: answers.filter(({ answer }) => answer === 'no answer yet').length,
    unquoted_groups: groups.filter(({ quoted_gbp }) => quoted_gbp === null).length,
    groups: groups.slice(0, listed).map((group) => groupView(estate, group)),
    group_count: groups.length,
  };
}

function groupView(estate: Estate, { first, assets, quoted_gbp }: LegacyGroup): LegacyView['groups'][number] {
  const { asset, support, ended_programs, decision, cve, unwatched, services, coverage } = first;
  const system = asset.system === null ? undefined : estate.system(asset.system);
  return {
    system: system ? { id: system.id, name: system.name } : null,
    kind: asset.kind,
    os: asset.os,
    count: assets.length,
    assets: assets.slice(0, named).map((one) => ({
      id: one.asset.id,
      hostname: one.asset.hostname,
      location: one.asset.location,
    })),
    support,
    ended_programs: ended_programs.map(({ text }) => text),
    ...{ decision, cve, unwatched, quoted_gbp },
    services: impactsView(estate, services),
    coverage: coverageView(estate, coverage),
  };
}

export function vulnerabilitiesView(assessment: Assessment): VulnerabilitiesView {
  const { triaged, triagedOf, evidence, needs } = assessment;
  const { assets } = needs.estate;
  const inState = (state: string) => triaged.filter(({ clock }) => clock.state === state).length;
  const byCve = new Map<string, Triaged[]>();
  for (const one of triaged) {
    const same = byCve.get(one.finding.cve);
    if (same) same.push(one);
    else byCve.set(one.finding.cve, [one]);
  }
  return {
    ...standing(assessment),
    clocks: { late: inState('late'), due: inState('due'), unknown: inState('unknown') },
    unwatched: assets.filter(({ id }) => triagedOf(id).length === 0 && !evidence.watched.has(id)).length,
    found: triaged.length,
    cleared: evidence.cleared.length,
    // In the order of their first, which is the most pressing of each.
    items: [...byCve.values()].slice(0, listed).map((same) => {
      const on = new Map(same.map(({ asset: { id, hostname } }) => [id, { id, hostname }]));
      return {
        ...vulnerabilityView(same[0]!),
        count: on.size,
        assets: [...on.values()].slice(0, named),
      };
    }),
    item_count: byCve.size,
  };
}

export const entriesView = ({ day, entries }: Assessment): EntriesView => ({
  day,
  items: entries.map(entryView),
});
