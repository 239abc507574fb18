/** Which wards an intruder reaches or a plan costs something: what a site manager asks first. Pure. */
import type { Estate, Ward } from '@cordon/estate';
import type { Action, Blast, ServiceFare, Span, WardFare, WardReached } from './model.ts';
import { soonestOf } from './span.ts';

export function wardsReached(
  estate: Estate,
  assets: Blast['assets'],
  services: Blast['services'],
): Pick<Blast, 'wards' | 'off_wards'> {
  const first = new Map<string, Span>();
  const fallen = new Map<string, number>();
  const off_wards = { elsewhere: 0, unknown: 0 };
  for (const one of assets) {
    const ward = estate.wardOf(one.asset)?.id;
    if (ward !== undefined) {
      first.set(ward, soonestOf(first.get(ward), one));
      fallen.set(ward, (fallen.get(ward) ?? 0) + 1);
    } else if (estate.asset(one.asset)!.location === '') off_wards.unknown++;
    else off_wards.elsewhere++;
  }
  const rank = ({ services: own }: WardReached): number =>
    rankOf(
      estate,
      own.map(({ service, stopped }) => ({ service, stops: stopped !== null })),
    );
  const suffering = new Map(services.map((service) => [service.service, service]));
  const wards = estate.wards
    .map(
      (ward): WardReached => ({
        ...{ ward: ward.id, name: ward.name, site: ward.site, beds: ward.beds },
        devices: estate.onWard(ward.id).length,
        fallen: fallen.get(ward.id) ?? 0,
        first: first.get(ward.id) ?? null,
        services: ward.services.flatMap((id) => {
          const one = suffering.get(id);
          if (one === undefined) return [];
          const { service, name, degraded, stopped } = one;
          return { service, name, degraded, stopped };
        }),
      }),
    )
    .filter(({ first, services }) => first !== null || services.length > 0)
    .sort((a, b) => rank(a) - rank(b) || reached(a) - reached(b) || (a.ward < b.ward ? -1 : 1));
  return { wards, off_wards };
}

/** The lower, the worse: wards in which something stops come first, the most urgent of it before others. */
function rankOf(estate: Estate, services: readonly { service: string; stops: boolean }[]): number {
  const stops = services.some((one) => one.stops);
  const worst = services.filter((one) => one.stops === stops);
  const urgencies = worst.map(({ service }) => estate.service(service)!.urgency);
  return (stops ? 0 : 10) + Math.min(9, ...urgencies);
}

const reached = ({ first }: WardReached): number => first?.quick ?? Number.MAX_VALUE;

/** @param services those that suffer under the option, each by the worse of both causes */
export function wardsFaring(
  estate: Estate,
  assets: Blast['assets'],
  services: readonly ServiceFare[],
  actions: readonly Action[],
): WardFare[] {
  const fallen = new Set(assets.map(({ asset }) => asset));
  const closed = new Set(actions.flatMap(whatLosesTheNetwork));
  const fares = new Map(services.map((fare) => [fare.service, fare]));
  const rank = ({ services: own }: WardFare): number =>
    rankOf(
      estate,
      own.map(({ service, state }) => ({ service, stops: state === 'stopped' })),
    );
  const fareOf = (ward: Ward): WardFare => {
    const devices = estate.onWard(ward.id);
    return {
      ...{ ward: ward.id, name: ward.name, beds: ward.beds },
      services: ward.services.flatMap((id) => {
        const fare = fares.get(id);
        return fare ? [{ service: id, name: fare.name, by: fare.by, state: fare.state }] : [];
      }),
      reached: devices.filter(({ id }) => fallen.has(id)).length,
      cut_off: devices.filter(({ id, zone }) => closed.has(id) || closed.has(zone)).length,
    };
  };
  return estate.wards
    .map(fareOf)
    .filter((fare) => fare.services.length + fare.reached + fare.cut_off > 0)
    .sort((a, b) => rank(a) - rank(b) || bedsIn(b) - bedsIn(a) || (a.ward < b.ward ? -1 : 1));
}

/** As many as there may be, where nobody has counted. */
const bedsIn = ({ beds }: WardFare): number => beds ?? Number.MAX_VALUE;

/** An asset or a zone, by id. */
function whatLosesTheNetwork(action: Action): string[] {
  if (action.kind === 'isolate-asset') return [action.asset];
  return action.kind === 'quarantine-zone' ? [action.zone] : [];
}
