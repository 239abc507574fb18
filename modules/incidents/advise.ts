/**
 * What to do now, most urgent first, each with what it would cost care. Advice only: whoever acts decides, and for anything
 * clinical decides together with the clinical lead.
 */
import type { Reach } from '@cordon/containment';
import type { Estate } from '@cordon/estate';
import { isInternal } from './entities.ts';
import type { Action } from './model.ts';
import type { Thread, ThreadEntity } from './thread.ts';
import { list, plural, span } from './words.ts';

const most = 4;

export function advise(
  thread: Thread,
  entities: readonly ThreadEntity[],
  reach: Reach,
  estate: Estate | null,
): Action[] {
  return [
    ...isolate(entities, estate),
    ...blockAddresses(entities),
    ...saveBackups(entities, reach, estate),
    ...stopAccounts(entities),
    ...resetDomain(entities, estate),
    ...warnServices(reach, estate),
    ...keepEvidence(thread),
  ];
}

function isolate(entities: readonly ThreadEntity[], estate: Estate | null): Action[] {
  const taken = entities.filter((entity) => isHost(entity) && entity.standing === 'compromised');
  // Backups have advice of their own, below.
  const hosts = taken.filter((entity) => estate?.asset(entity.id)?.kind !== 'backup');
  const named = hosts.slice(0, most).map((entity) => {
    const asset = estate?.asset(entity.id);
    const services = (asset && estate?.servicesOf(asset.id).map((impact) => impact.service.name)) ?? [];
    const careful = asset?.kind === 'medical-device' || services.length > 0;
    return {
      text: careful
        ? `Agree with the clinical lead, then take ${entity.name} off the network. Keep it powered on.`
        : `Take ${entity.name} off the network. Keep it powered on, so that memory can be examined.`,
      why: `It shows signs of an intruder, first at ${entity.first_seen.slice(11, 16)} UTC.`,
      cost: asset ? services : ['unknown: this host is not in the estate'],
    };
  });
  const rest = hosts.slice(most);
  return rest.length === 0 ? named : [...named, isolateTheRest(rest, estate)];
}

/** Beyond a handful, hosts are cut off by zone: nobody has time for a list of two hundred. */
function isolateTheRest(rest: readonly ThreadEntity[], estate: Estate | null): Action {
  const zones = new Map<string, number>();
  const services = new Set<string>();
  for (const entity of rest) {
    const zone = (entity.zone && estate?.zone(entity.zone)?.name) ?? 'a zone that is not known';
    zones.set(zone, (zones.get(zone) ?? 0) + 1);
    for (const impact of estate?.asset(entity.id) ? estate.servicesOf(entity.id) : [])
      services.add(impact.service.name);
  }
  const byZone = [...zones].sort((a, b) => b[1] - a[1]).map(([zone, count]) => `${count} in ${zone}`);
  return {
    text: `Decide with the clinical lead, zone by zone, how to cut off the other ${plural(rest.length, 'compromised host')}: ${list(byZone, 6)}.`,
    why: 'There are too many to take off one by one before the intruder moves on.',
    cost: [...services],
  };
}

const isHost = (entity: ThreadEntity): boolean => entity.kind === 'asset' || entity.kind === 'host';

function stopAccounts(entities: readonly ThreadEntity[]): Action[] {
  return entities
    .filter((entity) => entity.kind === 'account' && entity.standing !== 'touched')
    .slice(0, most)
    .map((entity) => ({
      text: `Disable the account ${entity.name} and end its sessions.`,
      why: 'It was used in what the findings describe, by its owner or by somebody else.',
      cost: ['whoever uses this account cannot work until they have another'],
    }));
}

function blockAddresses(entities: readonly ThreadEntity[]): Action[] {
  // Only addresses in serious findings: a weak one may be a member of staff at home.
  const outside = entities
    .filter((entity) => entity.kind === 'address' && !isInternal(entity.id))
    .filter((entity) => entity.level === 'high' || entity.level === 'critical')
    .map((entity) => entity.name);
  if (outside.length === 0) return [];
  return [
    {
      text: `Block ${list(outside, most)} at the boundary, in both directions.`,
      why: 'Compromised hosts talk to it; blocking it cuts remote control without touching care.',
      cost: [],
    },
  ];
}

function resetDomain(entities: readonly ThreadEntity[], estate: Estate | null): Action[] {
  const controller = entities.find(
    (entity) => entity.standing === 'compromised' && estate?.asset(entity.id)?.kind === 'domain-controller',
  );
  if (!controller) return [];
  return [
    {
      text: 'Treat every password and ticket of the domain as taken: plan the double krbtgt reset and new administrator credentials.',
      why: `${controller.name} is a domain controller with signs of an intruder.`,
      cost: ['every sign-in is interrupted during the reset'],
    },
  ];
}

function saveBackups(entities: readonly ThreadEntity[], reach: Reach, estate: Estate | null): Action[] {
  const steps = new Map(reach.assets.map((reached) => [reached.asset, reached.steps]));
  const within =
    estate?.assets.filter((asset) => asset.kind === 'backup' && (steps.get(asset.id) ?? 9) <= 1) ?? [];
  if (within.length === 0 || entities.length === 0) return [];
  return [
    {
      text: `Disconnect ${list(within.map((asset) => asset.hostname))} from the network now and make sure an offline copy exists.`,
      why: 'Backups are one step from a compromised host, and intruders destroy backups first.',
      cost: ['backups do not run while disconnected'],
    },
  ];
}

function warnServices(reach: Reach, estate: Estate | null): Action[] {
  return reach.services
    .filter((service) => service.state === 'hit' && service.strength === 'stops')
    .slice(0, most)
    .map((atRisk) => {
      const service = estate?.service(atRisk.service);
      return {
        text: `Tell ${atRisk.name} to be ready for downtime: ${service?.fallback ?? 'no downtime procedure is on record, so agree one now.'}`,
        why: service ? service.harm : 'It depends on a compromised system.',
        cost: [],
      };
    });
}

function keepEvidence(thread: Thread): Action[] {
  return [
    {
      text: 'Keep the logs of these hosts from being overwritten, and write down who did what and when from now on.',
      why: `The events go back ${span(thread.first_event, thread.last_event)}; the first ones are the first to be lost.`,
      cost: [],
    },
  ];
}
