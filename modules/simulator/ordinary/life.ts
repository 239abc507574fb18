/** What the ordinary day remembers between acts: who is logged on where, and which patients are on which ward. */
import type { Burst } from '../burst.ts';
import type { Cast, Host, Person, Who } from '../cast.ts';
import { hash32, type Random } from '../random.ts';
import type { Patient } from '../shapes/fhir.ts';
import type { Process, Session } from '../shapes/windows.ts';

export interface Desk {
  readonly person: Person;
  readonly session: Session;
  readonly explorer: Process;
}

export interface Life {
  readonly cast: Cast;
  readonly random: Random;
  /** The session at each workstation, by host name. */
  readonly desks: Map<string, Desk>;
  controller(): Host;
  /** A Windows server whose system carries one of the words, else any: small hospitals keep things together. */
  server(...words: string[]): Host;
  /** The same for a server of any operating system: where traffic goes, whether or not it logs. */
  place(...words: string[]): Host;
  admin(): Who;
  service(...words: string[]): Who;
  /** A patient now on this ward: the list turns over slowly, a bed at a time. */
  patientOn(ward: string, at: number): Patient;
}

/** One kind of ordinary act. `weight` says how likely it is now; a burst of nothing means it did not happen. */
export interface Act {
  readonly name: string;
  weight(at: number): number;
  run(life: Life, at: number): Burst | null;
}

const bedsPerWard = 24;
const hospitalStay = 4 * 86_400_000;

/** The patient in a bed: changes every few days, at a time that differs from bed to bed. */
export function patientIn(ward: string, bed: number, at: number): Patient {
  const phase = hash32(`${ward}/${bed}`) % hospitalStay;
  const stay = Math.floor((at + phase) / hospitalStay);
  const number = hash32(`${ward}/${bed}/${stay}`);
  return { id: `p-${String(number % 1_000_000).padStart(6, '0')}`, ward, colleague: false };
}

export function createLife(cast: Cast, random: Random): Life {
  const finders = new Map<string, readonly Host[]>();
  const find = (windows: boolean, words: string[]): Host => {
    const key = `${windows} ${words.join('|')}`;
    let found = finders.get(key);
    if (!found) {
      const fits = (host: Host): boolean =>
        cast.servers.includes(host) || (!windows && host.asset.kind === 'server' && host.zone !== 'supplier');
      const named = cast.running(...words).filter(fits);
      found = named.length > 0 ? named : cast.servers;
      finders.set(key, found);
    }
    return random.pick(found);
  };
  return {
    cast,
    random,
    desks: new Map(),
    controller: () => random.pick(cast.controllers),
    server: (...words) => find(true, words),
    place: (...words) => find(false, words),
    admin: () => random.pick(cast.admins),
    service(...words) {
      const named = cast.services.filter((each) =>
        words.some((word) => `${each.name} ${each.role} ${each.display}`.toLowerCase().includes(word)),
      );
      return random.pick(named.length > 0 ? named : cast.services);
    },
    patientOn: (ward, at) => patientIn(ward, random.int(1, bedsPerWard), at),
  };
}
