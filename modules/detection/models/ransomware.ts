/**
 * Ransomware at work: files rewritten in a burst under an ending the estate does not use, and the ways of recovery taken
 * away one after another. Reads Sysmon 11 and Zeek smb_files for files, process starts and service and log records for the rest.
 */
import { createRarity, createSlidingDistinct, entropy, type RarityState } from '@cordon/anomaly';
import { createKeyed } from './keyed.ts';
import { type Family, type FamilyNeeds, type Seen, text } from './signal.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const HOSTS = 20_000;
const DEFENDER = 'Microsoft-Windows-Windows Defender/Operational';

/** Ways back that are taken away: each is ordinary alone now and then, together they are not. */
const actions: readonly (readonly [name: string, test: (seen: Seen) => boolean])[] = [
  [
    'shadow copies',
    (s) => /vssadmin\S*\s+(delete|resize)|shadowcopy\s+delete|win32_shadowcopy/i.test(lineOf(s)),
  ],
  ['backup catalogue', (s) => /wbadmin\S*\s+delete/i.test(lineOf(s))],
  [
    'boot recovery',
    (s) => /bcdedit\S*\s.*(recoveryenabled\s+no|ignoreallfailures|safeboot)/i.test(lineOf(s)),
  ],
  ['services stopped by hand', (s) => /\b(net1?|sc)(\.exe)?\s+stop\s|taskkill\s.*sql/i.test(lineOf(s))],
  [
    'backup service disabled',
    (s) => s.eventId === 7040 && /disabled/i.test(text(s.event.field('param3')) ?? ''),
  ],
  [
    'protection switched off',
    (s) =>
      (s.eventId === 5001 && s.channel === DEFENDER) ||
      /disablerealtimemonitoring\s+\$?true/i.test(lineOf(s)),
  ],
  [
    'log cleared',
    (s) => (s.eventId === 1102 && s.channel === 'Security') || (s.eventId === 104 && s.channel === 'System'),
  ],
  ['change journal', (s) => /fsutil\S*\s+usn\s+deletejournal/i.test(lineOf(s))],
];

const lineOf = ({ event, eventId }: Seen): string =>
  eventId === 1 || eventId === 4688 ? (text(event.field('CommandLine')) ?? '').slice(0, 2048) : '';

/** The name without folders, and its last ending. */
function nameOf(path: string): { name: string; ending: string } {
  const name = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1).toLowerCase();
  const dot = name.lastIndexOf('.');
  return { name, ending: dot > 0 ? name.slice(dot).slice(0, 24) : '' };
}

export interface RansomwareState {
  /** Files seen written, and when the first was. */
  files: number;
  first: number | null;
  endings: RarityState;
  bursts: [string, [string, number][]][];
  host: [string, [string, number][]][];
  estate: [string, number][];
}

/** Files before an ending can be rare: nothing is to one who has seen little. */
const FEWEST = 200;
/** Endings said less often than this many bits are new to the estate. */
const NEW = 7;
/** Files of one host from one ending before it is learnt no further: an encryptor must not teach the model its own ending. */
const LEARN_UP_TO = 3;

export function createRansomware({ say }: FamilyNeeds, state?: RansomwareState): Family {
  const endings = createRarity({ contexts: 1, values: 2000, halfLife: 60 * DAY }, state?.endings);
  const bursts = createKeyed(
    HOSTS,
    (each?: [string, number][]) => createSlidingDistinct({ span: 2 * MINUTE, capacity: 256 }, each),
    state?.bursts,
  );
  const onHost = createKeyed(
    HOSTS,
    (each?: [string, number][]) => createSlidingDistinct({ span: 60 * MINUTE, capacity: 16 }, each),
    state?.host,
  );
  let files = state?.files ?? 0;
  let first = state?.first ?? null;
  const everywhere = createSlidingDistinct({ span: 60 * MINUTE, capacity: 64 }, state?.estate);

  function written(seen: Seen, path: string, place: string): void {
    const { at } = seen;
    const { name, ending } = nameOf(path);
    if (ending === '') return;
    files++;
    first ??= at;
    const { bits } = endings.surprise(['estate'], ending, at);
    const known = files > FEWEST;
    const burst = bursts.take(place);
    const before = burst.count();
    const rare = known && bits >= NEW;
    const count = rare ? burst.add(path, at) : before;
    if (!rare || before < LEARN_UP_TO) endings.observe(['estate'], ending, at);
    if (!rare) return;
    say('ransomware.burst', `host:${place}`, count, seen, () => [
      {
        field: 'TargetFilename',
        measure: `files ending ${ending} in two minutes`,
        found: count === 256 ? '256 or more' : String(count),
        usual: '0',
      },
      {
        field: 'TargetFilename',
        measure: 'bits of surprise at the ending',
        found: bits.toFixed(1),
        usual: `under ${NEW}`,
      },
      {
        field: 'TargetFilename',
        measure: 'bits a character of the name',
        found: entropy(name).toFixed(1),
        usual: '2 to 4',
      },
    ]);
  }

  return {
    add(seen) {
      const { event, eventId, channel, host, at } = seen;
      if (host === undefined) return;
      if (eventId === 11 && channel === 'Microsoft-Windows-Sysmon/Operational') {
        const path = text(event.field('TargetFilename'));
        if (path !== undefined) written(seen, path, host);
        return;
      }
      if (event.source.product === 'zeek' && event.source.service === 'smb_files') {
        const action = text(event.field('action')) ?? '';
        const path = text(event.field('name'));
        if (path !== undefined && /RENAME|WRITE/.test(action))
          written(seen, path, seen.envelope.destinationAddress ?? host);
        return;
      }
      if (eventId === undefined) return;
      for (const [name, test] of actions) {
        if (!test(seen)) continue;
        const own = onHost.take(host);
        own.add(name, at);
        everywhere.add(`${name} on ${host}`, at);
        const elsewhere = new Set(
          everywhere
            .keys()
            .filter((key) => !key.endsWith(` on ${host}`))
            .map((key) => key.slice(0, key.lastIndexOf(' on '))),
        );
        say('ransomware.no-way-back', `host:${host}`, own.count() + elsewhere.size / 2, seen, () => [
          {
            field: null,
            measure: 'taken away on this host in an hour',
            found: own.keys().join(', '),
            usual: 'nothing',
          },
          {
            field: null,
            measure: 'taken away elsewhere in an hour',
            found: [...elsewhere].join(', ') || 'nothing',
            usual: 'nothing',
          },
        ]);
      }
    },
    advance: () => undefined,
    progress: () => ({ since: first, days: 0, atLeast: FEWEST, events: files }),
    snapshot: (): RansomwareState => ({
      files,
      first,
      endings: endings.snapshot(),
      bursts: bursts.snapshot(),
      host: onHost.snapshot(),
      estate: everywhere.snapshot(),
    }),
  };
}
