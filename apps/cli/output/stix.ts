/**
 * `--format stix`: a STIX 2.1 bundle marked TLP:AMBER. Each rule that fired is an indicator that indicates techniques; each finding
 * is a sighting of it, with what was observed. The records themselves stay here: a log line can hold patients' data.
 */
import { type Attack, type Finding, type Technique, tacticsFor, techniquesOf } from '@cordon/detection';
import type { KnownRules } from './known-rules.ts';
import { type ObservedFile, type ObservedProcess, observedIn } from './observed.ts';
import {
  directory,
  domainObject,
  file,
  ipAddress,
  networkTraffic,
  ownId,
  process,
  relationship,
  type StixObject,
  stixTime,
  tlpMarking,
  userAccount,
} from './stix-objects.ts';

export interface StixContext {
  attack: Attack;
  /** Null for a rule that is not at hand: its findings are then told without an indicator. */
  rule: KnownRules;
  /** Stands for the time of findings that have none, ISO 8601. */
  at: string;
}

/** When the project began to describe itself and ATT&CK in these words; to be raised when the words change. */
const described = '2026-11-23T00:00:00.000Z';

const looksLikeAddress = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f:.]*:[\da-f:.]*)$/i;

interface Indicated {
  indicator: StixObject;
  /** The indicator, its techniques and what links them. */
  objects: StixObject[];
}

/** Writes each object once, in an order in which whatever is referred to comes first. */
export function createBundle({ attack, rule, at }: StixContext) {
  const written = new Set<string>();
  const indicators = new Map<string, Indicated | null>();
  const marking = tlpMarking('amber');
  const cordon = domainObject(
    'identity',
    ['Cordon'],
    { created: described, by: null, marking },
    {
      name: 'Cordon',
      identity_class: 'system',
      description: 'Finds attacks in what a hospital already logs.',
    },
  );

  const take = (objects: readonly StixObject[]): StixObject[] =>
    objects.filter(({ id }) => {
      const fresh = !written.has(id);
      written.add(id);
      return fresh;
    });

  function pattern(technique: Technique, tags: readonly string[]): StixObject {
    return domainObject(
      'attack-pattern',
      [technique.id],
      { created: described, by: cordon, marking },
      {
        name: technique.name,
        external_references: [
          {
            source_name: 'mitre-attack',
            external_id: technique.id,
            url: `https://attack.mitre.org/techniques/${technique.id.replace('.', '/')}`,
          },
        ],
        kill_chain_phases: killChain(technique, tags),
      },
    );
  }

  function killChain(technique: Technique, tags: readonly string[]) {
    // A technique that ATT&CK's own list names is told whole, so that the object is the same whichever rule brings it.
    const tactics = tacticsFor(technique, technique.tactics.length > 0 ? [] : tags, attack);
    const phases = tactics.map((tactic) => ({
      kill_chain_name: 'mitre-attack',
      phase_name: tactic.shortname,
    }));
    return phases.length > 0 ? phases : null;
  }

  function indicatorOf(id: string): Indicated | null {
    const known = indicators.get(id);
    if (known !== undefined) return known;
    const made = makeIndicator(id);
    indicators.set(id, made);
    return made;
  }

  function makeIndicator(id: string): Indicated | null {
    const known = rule(id);
    if (!known) return null;
    const { created, modified } = datesOf(known.text);
    const common = { created, modified, by: cordon, marking };
    // A rule whose text changed is another indicator: the pattern is what a partner runs.
    const indicator = domainObject('indicator', [id, known.text], common, {
      name: known.title,
      description: known.description,
      indicator_types: ['malicious-activity'],
      pattern: known.text,
      pattern_type: 'sigma',
      valid_from: created,
    });
    const patterns = techniquesOf(known.tags).map((technique) =>
      pattern(attack.technique(technique), known.tags),
    );
    const links = patterns.map((one) => relationship(indicator, 'indicates', one, common));
    return { indicator, objects: [indicator, ...patterns, ...links] };
  }

  function sighting(finding: Finding): StixObject[] {
    const time = stixTime(finding.time) ?? at;
    const common = { created: time, by: cordon, marking };
    const host =
      finding.host === null
        ? null
        : domainObject(
            'identity',
            ['host', finding.host],
            { created: described, by: cordon, marking },
            {
              name: finding.host,
              identity_class: 'system',
            },
          );
    const observables = observablesOf(finding, marking);
    const observed =
      observables.length === 0
        ? null
        : domainObject('observed-data', [finding.id], common, {
            first_observed: time,
            last_observed: time,
            number_observed: 1,
            object_refs: [...new Set(observables.map(({ id }) => id))],
          });
    const sees = indicatorOf(finding.rule_id);
    const seen =
      sees &&
      domainObject('sighting', [finding.id], common, {
        description: finding.title,
        first_seen: time,
        last_seen: time,
        count: 1,
        sighting_of_ref: sees.indicator.id,
        observed_data_refs: observed && [observed.id],
        where_sighted_refs: [(host ?? cordon).id],
        external_references: [{ source_name: 'cordon', external_id: finding.id }],
      });
    return [...(sees?.objects ?? []), host, ...observables, observed, seen].filter((one) => one !== null);
  }

  return {
    head: (): StixObject[] => take([marking, cordon]),
    add: (finding: Finding): StixObject[] => take(sighting(finding)),
    /** The bundle's own id, known only when everything is: the same content gives the same id, in whatever order. */
    id: (): string => ownId('bundle', ...[...written].sort()),
  };
}

/** The `date` and `modified` of a Sigma rule. */
function datesOf(text: string): { created: string; modified: string } {
  const dateOf = (name: string): string | null => {
    const [, year, month, day] =
      new RegExp(`^${name}:\\s*['"]?(\\d{4})[-/](\\d{2})[-/](\\d{2})`, 'm').exec(text) ?? [];
    return year === undefined ? null : stixTime(`${year}-${month}-${day}`);
  };
  const created = dateOf('date') ?? described;
  const modified = dateOf('modified') ?? created;
  // STIX refuses a change before the beginning.
  return { created, modified: [created, modified].sort()[1]! };
}

function observablesOf(finding: Finding, marking: StixObject): StixObject[] {
  const { process: own, parent, file: written, hashes } = observedIn(finding);
  const objects: StixObject[] = [];
  const add = (one: StixObject): StixObject => {
    const marked = { ...one, object_marking_refs: [marking.id] };
    objects.push(marked);
    return marked;
  };
  const addFile = (found: ObservedFile, known: Record<string, string> = {}): StixObject =>
    add(file(found.name, found.folder === null ? null : add(directory(found.folder)), known));
  const addProcess = (
    found: ObservedProcess,
    role: string,
    known: Record<string, string>,
    up: StixObject | null,
    user: StixObject | null,
  ): StixObject => {
    const image = found.image && addFile(found.image, known);
    const { pid, commandLine } = found;
    return add(process([finding.id, role], { pid, commandLine, image, user, parent: up }));
  };

  const user = finding.account === null ? null : add(userAccount(finding.account));
  const [from, to] = [finding.source_address, finding.destination_address].map((value) =>
    value !== null && looksLikeAddress.test(value) ? add(ipAddress(value)) : null,
  );
  if (from && to) add(networkTraffic(from, to, finding.destination_port));
  const above = parent && addProcess(parent, 'parent', {}, null, null);
  if (own) addProcess(own, 'process', hashes, above, user);
  if (written) addFile(written);
  return objects;
}

/** The bundle as it grows: its own id comes last, since only then everything that it is made of is known. */
export function stixOutput(context: StixContext) {
  const bundle = createBundle(context);
  const lines = (objects: readonly StixObject[], first = false): string =>
    objects.map((one, index) => `${first && index === 0 ? '' : ','}\n${JSON.stringify(one)}`).join('');
  return {
    begin: () => `{"type":"bundle","objects":[${lines(bundle.head(), true)}`,
    finding: (finding: Finding) => lines(bundle.add(finding)),
    end: () => `\n],"id":"${bundle.id()}"}\n`,
  };
}
