/** A mapping to begin with, guessed from one record of an input that nothing knows. A person decides; this saves typing. */
import type { Json } from '../../model.ts';
import { type JsonObject, leafNames, valueAt } from '../fields.ts';
import { timeReader } from './time-format.ts';

const FORMATS = [
  'iso',
  'dd/MM/yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm',
  'M/d/yyyy h:mm:ss a',
  'yyyy/MM/dd HH:mm:ss',
  'MMM d yyyy HH:mm:ss',
  'dd MMM yyyy HH:mm:ss',
];
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})$/;
const text = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Which pattern reads a text, if any. */
const formatOf = (value: string): string | undefined =>
  FORMATS.find((format) => timeReader([format], 'UTC')(value) !== undefined);

/** Records of attackers may have any number of fields; a page of them is enough to edit. */
const MOST = 60;
const LONGEST = 256;

/** A name as YAML: plain where it can be, else as JSON writes it, which YAML reads too. */
const scalar = (name: string): string =>
  /^[A-Za-z][\w ()/]*[\w)]$/.test(name) && !/^(?:null|true|false)$/i.test(name) ? name : JSON.stringify(name);

/** YAML of one mapping, with a comment where a person must say what only people know. */
export function skeletonOf(record: JsonObject): string {
  const names = leafNames(record)
    .filter((name) => name.length <= LONGEST)
    .slice(0, MOST);
  const first = (name: RegExp, fits: (value: string) => boolean = () => true): string | undefined =>
    names.find((one) => name.test(one) && fits(text(valueAt(record, one))));
  const guess = (key: string, name: string | undefined): string =>
    name === undefined ? `# ${key}:` : `${key}: ${scalar(name)}`;

  const time =
    first(/time|date|when|stamp/i, (value) => formatOf(value) !== undefined) ??
    first(/time|date|when|stamp/i);
  const format = time === undefined ? undefined : formatOf(text(valueAt(record, time)));
  const isAddress = (value: string) => ADDRESS.test(value);
  const from = first(/src|source|client|remote|^ip/i, isAddress);
  const to = first(/dst|dest|server|target/i, isAddress);
  return [
    'title: Say what this is an export of',
    `recognise: [${names.slice(0, 6).map(scalar).join(', ')}]`,
    '# As Sigma rules name it: product, category, service.',
    'logsource: { product: change-me }',
    time === undefined
      ? '# time: { field: , format: dd/MM/yyyy HH:mm:ss, zone: Europe/London }'
      : `time: { field: ${scalar(time)}, format: ${format ?? 'iso'}, zone: UTC }`,
    ...(time !== undefined && format === undefined
      ? [
          `# No usual format reads the time "${JSON.stringify(text(valueAt(record, time)).slice(0, 60)).slice(1, -1)}".`,
        ]
      : []),
    guess('host', first(/host|computer|device|machine|workstation/i)),
    guess('account', first(/user|account|login|upn/i)),
    guess('source_address', from),
    guess('destination_address', to === from ? undefined : to),
    "# A rule's name of a field: its name here.",
    '# fields: { CommandLine: Command }',
    `# Names here: ${names.map(scalar).join(', ')}`,
    '',
  ].join('\n');
}
