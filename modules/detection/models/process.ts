/**
 * Programs: who starts whom, and with what kind of command line, against this estate. Reads Sysmon 1 and Security 4688.
 * Single rarities are many in any estate; several on one host within an hour are not, so that has its own model.
 */
import { createRarity, createSlidingSum, type RarityState, type Surprise } from '@cordon/anomaly';
import { createKeyed } from './keyed.ts';
import { createLearning, type LearningState } from './learning.ts';
import { type Family, type FamilyNeeds, type Feature, hostGroup, type Seen, text } from './signal.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A program alone counts for this many bits in the sum of an hour; only what is beyond it adds up. */
const ORDINARY = 8;

const baseName = (path: string): string => path.slice(path.lastIndexOf('\\') + 1).toLowerCase();

/**
 * What a command line looks like once what always differs is taken out: numbers, ids, quoted texts, user folders.
 * Lines of one shape are one habit.
 */
export function commandShape(line: string): string {
  return line
    .slice(0, 1024)
    .toLowerCase()
    .replace(/\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?/g, '#')
    .replace(/\\users\\[^\\"]+/g, '\\users\\*')
    .replace(/\b(?:0x)?(?=[a-f]*\d)[0-9a-f]{4,}\b/g, '#')
    .replace(/\d+/g, '0')
    .replace(/#(?:[-_.]#)+/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

export interface ProcessState {
  learning: LearningState;
  parents: RarityState;
  commands: RarityState;
  hosts: [string, [number, number][]][];
  said: [string, string[]][];
}

const evidence = ({ levels }: Surprise): Feature[] =>
  levels.map(({ context, total, count, values }) => ({
    field: null,
    measure: `seen in ${context}`,
    found: `${count.toFixed(1)} of ${total.toFixed(1)} times lately`,
    usual: `${values} different`,
  }));

/** The rare things already counted for a host, so that a loop of one odd command is one oddity. */
const remembered = (state: readonly string[] = []) => {
  const held = new Set(state);
  return {
    isNew(key: string): boolean {
      if (held.has(key)) return false;
      held.add(key);
      if (held.size > 64) held.delete(held.values().next().value!);
      return true;
    },
    snapshot: () => [...held],
  };
};

export function createProcess({ estate, say }: FamilyNeeds, state?: ProcessState): Family {
  const learning = createLearning({ days: 2, events: 2000 }, state?.learning);
  const parents = createRarity({ contexts: 5000, values: 300, halfLife: 30 * DAY }, state?.parents);
  const commands = createRarity({ contexts: 5000, values: 300, halfLife: 30 * DAY }, state?.commands);
  const hosts = createKeyed(
    20_000,
    (each?: [number, number][]) => createSlidingSum(HOUR, each),
    state?.hosts,
  );
  const said = createKeyed(20_000, remembered, state?.said);

  return {
    add(seen: Seen) {
      const { event, eventId, channel, host, at } = seen;
      const sysmon = eventId === 1 && channel === 'Microsoft-Windows-Sysmon/Operational';
      if (!(sysmon || (eventId === 4688 && channel === 'Security')) || host === undefined) return;
      const image = text(event.field(sysmon ? 'Image' : 'NewProcessName'));
      if (image === undefined) return;
      const child = baseName(image);
      const parent = baseName(text(event.field(sysmon ? 'ParentImage' : 'ParentProcessName')) ?? 'unknown');
      const line = text(event.field('CommandLine'));
      const ready = learning.ready(at);

      const group = hostGroup(host, estate);
      const startedBy = [`${parent} in ${group}`, parent, 'every parent'];
      const start = parents.surprise(startedBy, child, at);
      const shape = line === undefined ? undefined : commandShape(line);
      const command =
        shape === undefined ? undefined : commands.surprise([child, 'every program'], shape, at);

      if (ready) {
        const subject = `host:${host}`;
        const features = (): Feature[] => [
          {
            field: 'Image',
            measure: 'bits of surprise at the program',
            found: `${parent} started ${child}: ${start.bits.toFixed(1)}`,
            usual: `under ${ORDINARY}`,
          },
          ...evidence(start),
          ...(command
            ? [
                {
                  field: 'CommandLine',
                  measure: 'bits of surprise at the command',
                  found: command.bits.toFixed(1),
                  usual: `under ${ORDINARY}`,
                },
                ...evidence(command),
              ]
            : []),
        ];
        say('process.parent-child', subject, start.bits, seen, features);
        if (command) say('process.command', subject, command.bits, seen, features);
        const beyond = Math.max(0, start.bits - ORDINARY) + Math.max(0, (command?.bits ?? 0) - ORDINARY);
        if (beyond > 0 && said.take(host).isNew(`${parent}>${child} ${shape ?? ''}`)) {
          const sum = hosts.take(host).add(at, beyond);
          say('process.cluster', subject, sum, seen, () => [
            {
              field: null,
              measure: 'bits beyond ordinary on this host in an hour',
              found: sum.toFixed(1),
              usual: 'under 8',
            },
            ...features(),
          ]);
        }
      }
      parents.observe(startedBy, child, at);
      if (shape !== undefined) commands.observe([child, 'every program'], shape, at);
    },
    advance: () => undefined,
    progress: learning.progress,
    snapshot: (): ProcessState => ({
      learning: learning.snapshot(),
      parents: parents.snapshot(),
      commands: commands.snapshot(),
      hosts: hosts.snapshot(),
      said: said.snapshot(),
    }),
  };
}
