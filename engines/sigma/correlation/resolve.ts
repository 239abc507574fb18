/**
 * Finds what each correlation's names mean, which fields its hits must carry, and in what order correlations
 * that build on each other stand. What cannot be resolved is refused by file, line and name.
 */
import type { Refusal, SigmaRule } from '../types.ts';
import type { SigmaCorrelation } from './types.ts';

/** One rule (or correlation) that takes part, with the places of its fields in a hit's values. */
export interface Member {
  /** As the correlation writes it. */
  readonly name: string;
  /** Of the rule or correlation it means. */
  readonly id: string;
  readonly title: string;
  readonly groupAt: readonly number[];
  readonly fieldsAt: readonly number[];
  readonly extraAt: readonly number[];
}

/** A correlation made ready: everything below is looked up once. */
export interface Plan {
  readonly correlation: SigmaCorrelation;
  readonly place: number;
  readonly members: readonly Member[];
  /** Fields that outer correlations want of it beyond its group. */
  readonly extras: readonly string[];
  /** For each field that outer correlations want: where it is, among the group's or the extras. */
  readonly gives: readonly { readonly from: 'group' | 'extra'; readonly at: number }[];
  /** The same text for the same meaning: says whether kept state still belongs to the correlation. */
  readonly fingerprint: string;
}

export interface Resolved {
  readonly plans: readonly Plan[];
  readonly refusals: Refusal[];
  /** By id of a rule or correlation: the fields its hits carry, in order. */
  readonly layouts: ReadonlyMap<string, readonly string[]>;
  /** By id of a rule or correlation: who counts it, and as which member. */
  readonly uses: ReadonlyMap<string, readonly { readonly plan: Plan; readonly member: number }[]>;
}

/** Each level may multiply the work of the one below it. */
const maxDepth = 8;

type Named = SigmaRule | SigmaCorrelation;

export function resolveCorrelations(
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
): Resolved {
  const { targets, refusals } = resolveNames(correlations, rules);
  const ordered = outermostFirst([...targets.keys()], targets);
  const layouts = new Map<string, string[]>();
  const want = (id: string, field: string): number => {
    const layout = layouts.get(id)!;
    const known = layout.indexOf(field);
    return known >= 0 ? known : layout.push(field) - 1;
  };
  const plans: Plan[] = [];
  const uses = new Map<string, { plan: Plan; member: number }[]>();
  // From the outside in: what an outer correlation wants of an inner one is known before the inner is planned.
  ordered.forEach((correlation, place) => {
    const { groupBy, condition, aliases } = correlation;
    const wanted = layouts.get(correlation.id) ?? [];
    const extras = wanted.filter((field) => !groupBy.includes(field));
    const measured = condition.kind === 'number' ? condition.fields : [];
    const members = targets.get(correlation)!.map((target, i): Member => {
      const name = correlation.rules[i]!;
      const nameOf = (field: string) =>
        Object.hasOwn(aliases, field) ? (aliases[field]![name] ?? field) : field;
      const places = (fields: readonly string[]) => fields.map((field) => want(target.id, nameOf(field)));
      layouts.set(target.id, layouts.get(target.id) ?? []);
      return {
        name,
        id: target.id,
        title: target.title,
        groupAt: places(groupBy),
        fieldsAt: places(measured),
        extraAt: places(extras),
      };
    });
    const plan: Plan = {
      correlation,
      place,
      members,
      extras,
      gives: wanted.map((field) =>
        groupBy.includes(field)
          ? { from: 'group', at: groupBy.indexOf(field) }
          : { from: 'extra', at: extras.indexOf(field) },
      ),
      fingerprint: JSON.stringify([
        correlation.id,
        correlation.type,
        members.map(({ id }) => id),
        groupBy,
        extras,
        aliases,
        correlation.timespanMs,
        condition,
      ]),
    };
    plans.push(plan);
    members.forEach(({ id }, member) => {
      uses.set(id, [...(uses.get(id) ?? []), { plan, member }]);
    });
  });
  return { plans, refusals, layouts, uses };
}

/** Drops what cannot be resolved until nothing more falls with it. */
function resolveNames(
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
): { targets: Map<SigmaCorrelation, Named[]>; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const refuse = ({ file, line, title, id }: SigmaCorrelation, reason: string) =>
    refusals.push({ file, line, reason, title, id });
  const byId = new Map<string, Named>(rules.map((rule) => [rule.id, rule]));
  const kept: SigmaCorrelation[] = [];
  for (const correlation of correlations) {
    const twin = byId.get(correlation.id);
    if (twin !== undefined) {
      refuse(correlation, `has the same id as "${twin.title}" (${twin.file}:${twin.line})`);
    } else {
      byId.set(correlation.id, correlation);
      kept.push(correlation);
    }
  }
  const byName = new Map<string, Named[]>();
  for (const one of [...rules, ...kept]) {
    if (one.name !== undefined) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  }

  const targets = new Map<SigmaCorrelation, Named[]>();
  for (const correlation of kept) {
    const found = correlation.rules.map((name) => byId.get(name) ?? byName.get(name) ?? name);
    const fault = found.map(nameFault).find((one) => one !== undefined) ?? twiceFault(found as Named[]);
    if (fault === undefined) targets.set(correlation, found.flat() as Named[]);
    else refuse(correlation, fault);
  }
  for (const correlation of cycles(targets)) {
    targets.delete(correlation);
    refuse(correlation, 'the correlation is built on itself');
  }
  for (const correlation of tooDeep(targets)) {
    targets.delete(correlation);
    refuse(correlation, `the correlation is built on more than ${maxDepth} levels of correlations`);
  }
  for (let fell = true; fell; ) {
    fell = false;
    for (const [correlation, of] of targets) {
      const missing = of.find((one) => one.kind === 'correlation' && !targets.has(one));
      if (missing === undefined) continue;
      targets.delete(correlation);
      refuse(correlation, `the correlation is built on "${missing.title}", which is refused`);
      fell = true;
    }
  }
  return { targets, refusals };
}

function nameFault(found: Named | Named[] | string): string | undefined {
  if (typeof found === 'string') return `the correlation names the unknown rule "${found}"`;
  if (!Array.isArray(found) || found.length === 1) return undefined;
  return `the correlation names "${found[0]!.name}", which ${found.length} rules are called: use an id`;
}

function twiceFault(found: readonly (Named | Named[])[]): string | undefined {
  const flat = found.flat();
  const twice = flat.find((one, i) => flat.indexOf(one) !== i);
  return twice === undefined ? undefined : `the correlation names "${twice.title}" twice, by name and by id`;
}

/** Correlations that can be reached from themselves. */
function cycles(targets: ReadonlyMap<SigmaCorrelation, readonly Named[]>): SigmaCorrelation[] {
  const reaches = (from: SigmaCorrelation): boolean => {
    const seen = new Set<Named>();
    const open: Named[] = [...(targets.get(from) ?? [])];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (one === from) return true;
      if (one.kind !== 'correlation' || seen.has(one)) continue;
      seen.add(one);
      open.push(...(targets.get(one) ?? []));
    }
    return false;
  };
  return [...targets.keys()].filter(reaches);
}

/** Those with more levels beneath them than `maxDepth`; there are no cycles any more. */
function tooDeep(targets: ReadonlyMap<SigmaCorrelation, readonly Named[]>): SigmaCorrelation[] {
  let deep = [...targets.keys()];
  for (let level = 0; level < maxDepth; level++) {
    const above = new Set<Named>(deep);
    deep = deep.filter((one) => targets.get(one)!.some((inner) => above.has(inner)));
  }
  return deep;
}

/** Each correlation before those it is built on; there are no cycles any more. */
function outermostFirst(
  correlations: readonly SigmaCorrelation[],
  targets: ReadonlyMap<SigmaCorrelation, readonly Named[]>,
): SigmaCorrelation[] {
  const innerFirst = new Set<SigmaCorrelation>();
  const entered = new Set<SigmaCorrelation>();
  // An explicit stack: chains may be longer than calls can nest.
  const stack: { one: SigmaCorrelation; done: boolean }[] = correlations.map((one) => ({ one, done: false }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.done) innerFirst.add(top.one);
    if (top.done || entered.has(top.one)) continue;
    entered.add(top.one);
    stack.push({ one: top.one, done: true });
    for (const inner of targets.get(top.one)!) {
      if (inner.kind === 'correlation') stack.push({ one: inner, done: false });
    }
  }
  return [...innerFirst].reverse();
}
