/** What a scripted act may use: the players found for the scenario's parts, and what earlier acts left on each host. */
import type { z } from 'zod';
import { type Burst, type BurstBuilder, burst } from '../burst.ts';
import type { Cast, Host, Who } from '../cast.ts';
import type { Random } from '../random.ts';
import { bare, type Program, programs } from '../shapes/programs.ts';
import {
  newSession,
  type Process,
  processStart,
  running,
  type Session,
  startProcess,
  systemSession,
} from '../shapes/windows.ts';
import { Slug } from '../words.ts';

/** Someone at a host: the asset that plays the part, and the account that acts there. */
export interface Player {
  readonly host: Host;
  readonly who: Who;
}

/** What the intrusion leaves behind for its later steps; one per run. */
export interface Foothold {
  /** The intruder's process on a host, by host name. */
  readonly implants: Map<string, Process>;
  /** From when a host logs nothing more of its ordinary life, by fully qualified name. */
  readonly silent: Map<string, number>;
}

export interface Stage {
  readonly cast: Cast;
  readonly random: Random;
  readonly foothold: Foothold;
  /** When the step starts, and when the simulation ends. */
  readonly at: number;
  readonly end: number;
  /** The step's id: what truth marks its records with. */
  readonly step: string;
  players(name: string): readonly Player[];
  player(name: string): Player;
}

export interface Behaviour<P> {
  readonly params: z.ZodType<P>;
  /** The parts its parameters name, so that a scenario that names nobody is refused at load. */
  parts(params: P): readonly (string | undefined)[];
  /** Bursts in order of their start. */
  run(stage: Stage, params: P): Iterable<Burst>;
}

/** Keeps parameters typed inside while the vocabulary holds behaviours of every shape. */
export const behaviour = <P>(made: Behaviour<P>): Behaviour<P> => made;

/** The name of a part. */
export const Part = Slug.describe('the name of an actor');

export const penOf = (stage: Stage, at: number = stage.at): BurstBuilder =>
  burst(at, stage.random, stage.step);

export const adminSession = (stage: Stage, host: Host, who: Who): Session =>
  newSession(host, who, stage.random, true);

/**
 * The intruder's process on this host. Where no earlier step made one it was simply there: as the user on a
 * workstation, as the system itself on a server, where intruders arrive with such rights.
 */
export function implantOn(stage: Stage, player: Player): Process {
  const { host, who } = player;
  const known = stage.foothold.implants.get(host.name);
  if (known) return known;
  const desk = host.asset.kind === 'workstation' || host.asset.kind === 'laptop';
  const made = running(
    desk ? newSession(host, who, stage.random) : systemOn(stage, host),
    programs.rundll32,
    stage.random,
    'C:\\Windows\\System32\\rundll32.exe',
  );
  stage.foothold.implants.set(host.name, made);
  return made;
}

/** Starts a program as a child of another, and writes that. */
export function spawn(
  stage: Stage,
  pen: BurstBuilder,
  parent: Process,
  program: Program | string,
  line: string,
  session: Session = parent.session,
): Process {
  const child = startProcess(
    session,
    typeof program === 'string' ? bare(program) : program,
    stage.random,
    line,
  );
  pen.add(60, processStart(child, parent));
  return child;
}

/** A command typed at the intruder's prompt: cmd.exe under the implant, then the tool. */
export function type(
  stage: Stage,
  pen: BurstBuilder,
  implant: Process,
  program: Program | string,
  line: string,
): Process {
  const shell = spawn(stage, pen, implant, programs.cmd, `${programs.cmd.image} /C ${line}`);
  return spawn(stage, pen, shell, program, line);
}

export const systemOn = (stage: Stage, host: Host): Session => systemSession(host, stage.cast.system);

export const servicesOn = (stage: Stage, host: Host): Process =>
  running(systemOn(stage, host), programs.services, stage.random, 'C:\\Windows\\system32\\services.exe');

/** Spreads `items` over a length of time from the step's start, with some unevenness, in order. */
export function* spread<T>(
  stage: Stage,
  items: readonly T[],
  over: number,
): Generator<readonly [T, number], void, undefined> {
  const slot = over / Math.max(1, items.length);
  for (const [i, item] of items.entries())
    yield [item, stage.at + i * slot + stage.random.next() * slot * 0.8] as const;
}
