/** Where a sign-in came from, and whether one person can have been in both places. */
import { createBoundedMap } from '@cordon/anomaly';
import { number, type Seen, text } from './signal.ts';

export interface Place {
  /** ISO 3166 two-letter code. */
  country: string;
  latitude: number;
  longitude: number;
  /** Kilometres by which the point may be off. */
  within: number;
}

/** Rough middles of countries, [latitude, longitude, half their width in km], for logs that name only the country. */
const middles: Readonly<Record<string, readonly [number, number, number]>> = {
  AE: [24, 54, 250],
  AR: [-34, -64, 1700],
  AT: [47, 14, 280],
  AU: [-25, 134, 2000],
  BE: [51, 4, 140],
  BG: [43, 25, 260],
  BR: [-10, -53, 2200],
  BY: [53, 28, 320],
  CA: [57, -106, 2600],
  CH: [47, 8, 170],
  CN: [35, 105, 2500],
  CZ: [50, 15, 250],
  DE: [51, 10, 430],
  DK: [56, 10, 220],
  EE: [59, 26, 180],
  EG: [27, 30, 560],
  ES: [40, -4, 500],
  FI: [64, 26, 570],
  FR: [47, 2, 500],
  GB: [54, -2, 480],
  GH: [8, -1, 330],
  GR: [39, 22, 400],
  HK: [22, 114, 30],
  HU: [47, 19, 260],
  ID: [-2, 118, 2500],
  IE: [53, -8, 240],
  IL: [31, 35, 210],
  IN: [22, 79, 1500],
  IR: [32, 53, 1000],
  IT: [43, 12, 600],
  JP: [36, 138, 1300],
  KE: [0, 38, 480],
  KP: [40, 127, 330],
  KR: [36, 128, 260],
  LT: [55, 24, 190],
  LV: [57, 25, 230],
  MX: [23, -102, 1500],
  MY: [4, 109, 1000],
  NG: [9, 8, 620],
  NL: [52, 5, 160],
  NO: [65, 13, 870],
  NZ: [-41, 174, 750],
  PH: [12, 122, 900],
  PK: [30, 69, 800],
  PL: [52, 19, 350],
  PT: [39, -8, 280],
  RO: [46, 25, 370],
  RS: [44, 21, 230],
  RU: [60, 90, 3900],
  SE: [62, 15, 790],
  SG: [1, 104, 25],
  SK: [49, 19, 210],
  TH: [15, 101, 800],
  TR: [39, 35, 800],
  TW: [24, 121, 200],
  UA: [49, 32, 650],
  US: [39, -98, 2400],
  VN: [16, 106, 820],
  ZA: [-29, 25, 850],
  ZW: [-19, 30, 400],
};

/** Country with coordinates where the record has them (Entra, ECS), else the middle of the country it names. */
export function placeOf({ event }: Seen): Place | undefined {
  if (event.source.product === 'windows' || event.source.product === 'zeek') return undefined;
  const country = text(
    event.field('country') ??
      event.field('location.countryOrRegion') ??
      event.field('source.geo.country_iso_code'),
  )?.toUpperCase();
  if (country === undefined || !/^[A-Z]{2}$/.test(country)) return undefined;
  const failed = text(event.field('outcome')) ?? text(event.field('event.outcome'));
  if (failed !== undefined && failed !== 'success') return undefined;
  const latitude = number(
    event.field('location.geoCoordinates.latitude') ?? event.field('source.geo.location.lat'),
  );
  const longitude = number(
    event.field('location.geoCoordinates.longitude') ?? event.field('source.geo.location.lon'),
  );
  if (
    latitude !== undefined &&
    longitude !== undefined &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180
  )
    return { country, latitude, longitude, within: 50 };
  const middle = Object.hasOwn(middles, country) ? middles[country] : undefined;
  // A country we have no map of is anywhere: near enough to everything to prove nothing.
  return middle
    ? { country, latitude: middle[0], longitude: middle[1], within: middle[2] }
    : { country, latitude: 0, longitude: 0, within: 20_000 };
}

const EARTH = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance (haversine), less what either end may be off: never more than the truth. */
export function kilometresAtLeast(a: Place, b: Place): number {
  const half =
    Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(radians(a.latitude)) *
      Math.cos(radians(b.latitude)) *
      Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const between = 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
  return Math.max(0, between - a.within - b.within);
}

export interface Leap {
  from: string;
  distance: number;
  /** Milliseconds. */
  elapsed: number;
  /** Kilometres an hour. */
  speed: number;
}

export type TravelState = [string, Place & { at: number }][];

export interface Travel {
  /** The leap from where the account last was, when the two places differ. */
  add(account: string, place: Place, at: number): Leap | undefined;
  snapshot(): TravelState;
}

/** Two portals may log the same minute in either order; a minute is the least that counts. */
const LEAST = 60_000;

export function createTravel(state: TravelState = []): Travel {
  const last = createBoundedMap<Place & { at: number }>(20_000, state);
  return {
    add(account, place, at) {
      const before = last.get(account);
      if (!before || at >= before.at) last.set(account, { ...place, at });
      if (!before) return undefined;
      const distance = kilometresAtLeast(before, place);
      if (distance === 0) return undefined;
      const elapsed = Math.max(LEAST, Math.abs(at - before.at));
      return { from: before.country, distance, elapsed, speed: distance / (elapsed / 3_600_000) };
    },
    snapshot: () => last.entries(),
  };
}
