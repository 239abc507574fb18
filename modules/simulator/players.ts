/** Finds who plays each part of a scenario in this hospital, by properties, and says plainly what it lacks. */
import type { Player } from './behaviours/stage.ts';
import type { Cast, Host, Who } from './cast.ts';
import { uncastPart } from './faults.ts';
import type { ActorSpec } from './model.ts';
import type { Random } from './random.ts';

const carries = (text: string, words: readonly string[]): boolean => {
  const lower = text.toLowerCase();
  return words.some((word) => lower.includes(word.toLowerCase()));
};

function fits(host: Host, spec: ActorSpec): boolean {
  if (spec.kinds && !spec.kinds.includes(host.asset.kind)) return false;
  if (spec.zones && !spec.zones.includes(host.zone)) return false;
  if (spec.systems && !carries(host.system, spec.systems)) return false;
  if (spec.not_systems && carries(host.system, spec.not_systems)) return false;
  // A part that needs Windows needs one whose log is shipped, or its acts would leave no record.
  return (
    spec.os.length === 0 ||
    (carries(host.asset.os, spec.os) && (host.windows || !spec.os.includes('windows')))
  );
}

function describe(spec: ActorSpec): string {
  const said = [
    spec.kinds && `kind ${spec.kinds.join(' or ')}`,
    spec.zones && `in a zone of kind ${spec.zones.join(' or ')}`,
    spec.systems && `running a system with "${spec.systems.join('" or "')}" in its kind or name`,
    spec.not_systems && `running no system with "${spec.not_systems.join('" or "')}"`,
    spec.os.length > 0 && `operating system ${spec.os.join(' or ')} with an agent`,
    spec.account && `used by an account of kind ${spec.account}`,
    spec.roles && `with a role saying "${spec.roles.join('" or "')}"`,
  ];
  return said.filter(Boolean).join(', ');
}

/** The accounts that may play: of the kind asked for, with a role that carries the first word that any role carries. */
function accountsFor(cast: Cast, spec: ActorSpec): readonly Who[] {
  const kinds: Record<NonNullable<ActorSpec['account']>, readonly Who[]> = {
    person: cast.people,
    admin: cast.admins,
    service: cast.services,
    supplier: cast.suppliers,
  };
  const pool = spec.account ? kinds[spec.account] : [];
  if (!spec.roles) return pool;
  for (const word of spec.roles) {
    const found = pool.filter((who) => carries(who.role, [word]));
    if (found.length > 0) return found;
  }
  return [];
}

export function castPart(cast: Cast, name: string, spec: ActorSpec, random: Random): Player[] {
  const hosts = cast.hosts.filter((host) => fits(host, spec));
  const accounts = accountsFor(cast, spec);
  const fail = (): never => {
    throw uncastPart(name, `${spec.at_least} host(s) of ${describe(spec)}`);
  };
  // Someone at their own desk is the most telling; an account anywhere will do where desks are not recorded.
  const seated = accounts.flatMap((who): Player[] => {
    const usual = who.account?.usual_asset ? cast.host(who.account.usual_asset) : undefined;
    return usual && hosts.includes(usual) ? [{ host: usual, who }] : [];
  });
  if (spec.account && accounts.length === 0) fail();
  if (seated.length >= spec.count) {
    const players = new Map<string, Player>();
    for (const player of random.sample(seated, seated.length)) {
      if (players.size < spec.count && !players.has(player.host.name)) players.set(player.host.name, player);
    }
    if (players.size >= spec.at_least) return [...players.values()];
  }
  if (hosts.length < spec.at_least) fail();
  return random.sample(hosts, spec.count).map((host) => {
    const local = cast.people.filter((person) => person.host === host);
    const who =
      accounts.length > 0
        ? random.pick(accounts)
        : local.length > 0
          ? random.pick(local)
          : random.pick(cast.people);
    return { host, who };
  });
}
