/** The vocabulary of scenario files: each word is one behaviour, with its own parameters, checked when the file is read. */
import { z } from 'zod';
import type { Burst } from '../burst.ts';
import { credentialDump, dcsync, kerberoast, ntdsDump } from './credentials.ts';
import { avMonitorMode, defenceOff, logClear, restart } from './defences.ts';
import { beacon, inject, persistTask, phishMacro } from './delivery.ts';
import { discovery, sweep } from './discovery.ts';
import { backupDelete, ransomDetonation, serviceStop, shadowDelete } from './impact.ts';
import { lateralPsexec, lateralRdp, lateralSmb, policyPush, portalEntry } from './movement.ts';
import type { Behaviour, Stage } from './stage.ts';
import { exfil, recordExport, recordSnooping } from './theft.ts';

/** A behaviour with its parameters' type forgotten: parse() below is the only way in, and it has checked them. */
const bind =
  <P>(made: Behaviour<P>) =>
  (value: unknown) => {
    const parsed = made.params.safeParse(value ?? {});
    if (!parsed.success) return { ok: false as const, issues: parsed.error.issues };
    const params = parsed.data;
    return {
      ok: true as const,
      parts: made.parts(params).filter((part) => part !== undefined),
      run: (stage: Stage) => made.run(stage, params),
    };
  };

const vocabulary = {
  'phish-macro': bind(phishMacro),
  beacon: bind(beacon),
  inject: bind(inject),
  'persist-task': bind(persistTask),
  discovery: bind(discovery),
  sweep: bind(sweep),
  'credential-dump': bind(credentialDump),
  kerberoast: bind(kerberoast),
  dcsync: bind(dcsync),
  'ntds-dump': bind(ntdsDump),
  'av-monitor-mode': bind(avMonitorMode),
  'defence-off': bind(defenceOff),
  'log-clear': bind(logClear),
  restart: bind(restart),
  'lateral-psexec': bind(lateralPsexec),
  'lateral-smb': bind(lateralSmb),
  'lateral-rdp': bind(lateralRdp),
  'portal-entry': bind(portalEntry),
  'policy-push': bind(policyPush),
  exfil: bind(exfil),
  'record-export': bind(recordExport),
  'record-snooping': bind(recordSnooping),
  'backup-delete': bind(backupDelete),
  'shadow-delete': bind(shadowDelete),
  'service-stop': bind(serviceStop),
  'ransom-detonation': bind(ransomDetonation),
} as const;

export type BehaviourName = keyof typeof vocabulary;
export const behaviourNames = Object.keys(vocabulary) as BehaviourName[];

export interface BehaviourCall {
  name: BehaviourName;
  parts: string[];
  run(stage: Stage): Iterable<Burst>;
}

/** One entry of a step's `do` list: a map with a single key, the behaviour, over its parameters. */
export const BehaviourCall = z.unknown().transform((value, context): BehaviourCall => {
  const fail = (message: string, path: PropertyKey[] = []): never => {
    context.issues.push({ code: 'custom', message, path, input: value });
    return z.NEVER;
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('a behaviour is written as `name: { parameters }`');
  const entries = Object.entries(value);
  const [entry] = entries;
  if (!entry || entries.length !== 1) return fail('exactly one behaviour per list entry');
  const [name, params] = entry;
  if (!Object.hasOwn(vocabulary, name))
    return fail(`unknown behaviour "${name}"; known: ${behaviourNames.join(', ')}`);
  const bound = vocabulary[name as BehaviourName](params);
  if (bound.ok) return { name: name as BehaviourName, parts: bound.parts, run: bound.run };
  for (const issue of bound.issues) fail(issue.message, [name, ...issue.path]);
  return z.NEVER;
});
