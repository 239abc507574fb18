/**
 * Zeek's conn, dhcp, dns, software and known_hosts logs, as tables with a header and as JSON lines. What a browser says of itself is not
 * taken for software of a machine, and of DNS only reverse look-ups are: a service has many names, and a name many machines.
 */
import type { Claim } from '../claim.ts';
import { createFlows } from '../flows.ts';
import { objectOf } from '../forms/json-object.ts';
import type { JsonImporter, LineImporter, Reading } from '../importer.ts';
import { addressKey, hostAddress, hostKeys, isPrivate, macKey } from '../keys.ts';
import { stated, timeOf } from '../words.ts';

const described = { kind: 'zeek', holds: 'sightings' } as const;

type Get = (...names: readonly string[]) => string | undefined;

export const zeekImporter: LineImporter = {
  ...described,
  title: 'Zeek logs: conn, dhcp, dns, software, known_hosts (tables)',
  form: 'lines',
  recognises: (lines) =>
    lines.some(({ text }) => /^#separator \\x/.test(text)) && lines.some(({ text }) => /^#path\s/.test(text)),
  *read(lines, reading) {
    const log = createLog(reading);
    let path = '';
    let columns = new Map<string, number>();
    for (const { line, text } of lines) {
      if (text.startsWith('#')) {
        const [word, ...rest] = text.split('\t');
        if (word === '#path') path = rest[0] ?? '';
        if (word === '#fields') columns = new Map(rest.map((name, i) => [name, i]));
        continue;
      }
      if (text === '') continue;
      const cells = text.split('\t');
      if (cells.length < columns.size) {
        reading.problem(line, 'the row is shorter than its header; it was left out');
        continue;
      }
      const get: Get = (...names) => {
        for (const name of names) {
          const cell = cells[columns.get(name) ?? -1];
          if (cell !== undefined && cell !== '-' && cell !== '(empty)') return cell;
        }
        return undefined;
      };
      yield* log.record(path, get);
    }
    yield* log.end();
  },
};

export const zeekJsonImporter: JsonImporter = {
  ...described,
  title: 'Zeek logs: conn, dhcp, dns, software, known_hosts (JSON lines)',
  form: 'json',
  lists: [],
  recognises: (items) =>
    items.some(
      ({ value }) => pathOf(objectOf(value).text('_path'), (name) => objectOf(value).has(name)) !== undefined,
    ),
  *read(items, reading) {
    const log = createLog(reading);
    for (const { value } of items) {
      const one = objectOf(value);
      const get: Get = (...names) => one.text(...names) ?? one.list(...names).join(',') ?? undefined;
      yield* log.record(pathOf(one.text('_path'), one.has) ?? '', (...names) => get(...names) || undefined);
    }
    yield* log.end();
  },
};

/** Which log it is, where it does not say so itself. */
function pathOf(path: string | undefined, has: (name: string) => boolean): string | undefined {
  if (path !== undefined) return has('ts') ? path : undefined;
  if (!has('ts')) return undefined;
  if (has('id.orig_h') && has('conn_state')) return 'conn';
  if (has('query') && has('id.orig_h')) return 'dns';
  if (has('software_type')) return 'software';
  return has('mac') && (has('assigned_addr') || has('assigned_ip') || has('requested_addr'))
    ? 'dhcp'
    : undefined;
}

/** States in which nobody answered: S0 and REJ are how a scan looks, and no conversation. */
const unanswered = new Set(['S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR', 'OTH']);

function createLog(reading: Reading) {
  const flows = createFlows(reading);
  const others = new Set<string>();
  return {
    *record(path: string, get: Get): Generator<Claim> {
      const at = timeOf(get('ts'));
      const seen_at = at ?? reading.at;
      if (path === 'conn') {
        if (unanswered.has(get('conn_state') ?? '')) return;
        const port = Number(get('id.resp_p') ?? Number.NaN);
        const protocol = get('proto') ?? 'unknown';
        flows.add({
          ...{ from: get('id.orig_h'), to: get('id.resp_h'), protocol, at },
          port: protocol === 'icmp' || !Number.isInteger(port) ? null : port,
          bytes: Number(get('orig_bytes') ?? 0) + Number(get('resp_bytes') ?? 0),
        });
      } else if (path === 'dhcp') {
        const name = get('client_fqdn', 'host_name')?.replace(/\.$/, '');
        const keys = [
          ...macKey(get('mac')),
          ...hostKeys(name),
          ...addressKey(get('assigned_addr', 'assigned_ip', 'requested_addr')),
        ];
        if (keys.length > 1) yield { about: 'asset', keys, seen_at, fields: stated({ hostname: name }) };
      } else if (path === 'dns') {
        const reversed = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(get('query') ?? '');
        const address = reversed && hostAddress(reversed.slice(1).reverse().join('.'));
        const name = get('answers')?.split(',')[0];
        if (address && isPrivate(address) && hostKeys(name).length > 0)
          yield {
            about: 'asset',
            keys: [...hostKeys(name), `address:${address}`],
            seen_at,
            fields: stated({ hostname: name }),
          };
      } else if (path === 'software') {
        const [of] = addressKey(get('host'));
        const name = get('name');
        if (
          !of ||
          !name ||
          get('software_type')?.endsWith('::BROWSER') ||
          !isPrivate(of.slice('address:'.length))
        )
          return;
        const version = ['version.major', 'version.minor', 'version.minor2', 'version.minor3']
          .flatMap((part) => get(part) ?? [])
          .join('.');
        yield { about: 'asset', keys: [of], seen_at, fields: {} };
        yield { about: 'software', of, seen_at, name: name.slice(0, 200), version };
      } else if (path === 'known_hosts') {
        const [of] = addressKey(get('host'));
        if (of) yield { about: 'asset', keys: [of], seen_at, fields: {} };
      } else if (!others.has(path)) {
        others.add(path);
        reading.problem(
          0,
          `records of Zeek's "${path.slice(0, 40)}" log say nothing of what there is; they were left out`,
        );
      }
    },
    end: flows.claims,
  };
}
