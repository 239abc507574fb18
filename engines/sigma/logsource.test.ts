import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventOf, ruleOf } from './conformance/helpers.ts';
import type { Record_ } from './conformance/naive.ts';
import { compileRuleSet, type EventSource, type Logsource, parseMappings } from './index.ts';

const file = new URL('../../content/mappings/logsources.yaml', import.meta.url);
const { mappings, refusals } = parseMappings(readFileSync(file, 'utf8'), 'logsources.yaml');
const sysmon = 'Microsoft-Windows-Sysmon/Operational';

const windows = (Channel: string, EventID: number): EventSource => ({
  key: `windows|${Channel}|${EventID}`,
  product: 'windows',
  fixed: { Channel, EventID },
});
const named = (product: string, service?: string, category?: string): EventSource => ({
  key: `${product}|${service}|${category}`,
  product,
  ...(service === undefined ? {} : { service }),
  ...(category === undefined ? {} : { category }),
  fixed: {},
});

function fires(logsource: Logsource, selection: object, source: EventSource, record: Record_): boolean {
  const rule = ruleOf({ s: selection, condition: 's' }, { logsource });
  const route = compileRuleSet([rule], { mappings }).route(source);
  return route.match(eventOf({ ...source.fixed, ...record })).length === 1;
}

test('the mapping table that ships has no faulty entry', () => {
  expect(refusals).toEqual([]);
  expect(mappings.length).toBeGreaterThan(90);
});

describe('a rule sees only the events it is about', () => {
  const any = { X: 'x' };
  test.each<[string, Logsource, EventSource, boolean]>([
    [
      'process creation from Sysmon',
      { product: 'windows', category: 'process_creation' },
      windows(sysmon, 1),
      true,
    ],
    [
      'process creation from Security',
      { product: 'windows', category: 'process_creation' },
      windows('Security', 4688),
      true,
    ],
    [
      'not from another event',
      { product: 'windows', category: 'process_creation' },
      windows('Security', 4624),
      false,
    ],
    [
      'not from another channel',
      { product: 'windows', category: 'process_creation' },
      windows('Application', 1),
      false,
    ],
    [
      'not from another product',
      { product: 'windows', category: 'process_creation' },
      named('linux', 'auditd'),
      false,
    ],
    [
      'not from another product of that category',
      { product: 'windows', category: 'process_creation' },
      named('macos', undefined, 'process_creation'),
      false,
    ],
    ['any product when the rule names none', { category: 'process_creation' }, windows(sysmon, 1), true],
    ['a service by its channel', { product: 'windows', service: 'security' }, windows('Security', 1), true],
    [
      'a channel written otherwise',
      { product: 'windows', service: 'security' },
      windows('security', 1),
      true,
    ],
    [
      'not a service of another channel',
      { product: 'windows', service: 'security' },
      windows('System', 1),
      false,
    ],
    [
      'category and service both',
      { product: 'windows', category: 'process_creation', service: 'security' },
      windows('Security', 4688),
      true,
    ],
    [
      'not category without service',
      { product: 'windows', category: 'process_creation', service: 'security' },
      windows(sysmon, 1),
      false,
    ],
    ['a whole product', { product: 'windows' }, windows('Anything', 1), true],
    [
      'a source that says so itself',
      { product: 'windows', category: 'process_creation' },
      named('windows', undefined, 'process_creation'),
      true,
    ],
    ['zeek by its log', { product: 'zeek', service: 'http' }, named('zeek', 'http'), true],
    ['not another zeek log', { product: 'zeek', service: 'http' }, named('zeek', 'dns'), false],
    ['web servers from zeek', { category: 'webserver' }, named('zeek', 'http'), true],
    ['not web servers from zeek dns', { category: 'webserver' }, named('zeek', 'dns'), false],
    ['suricata as it is', { product: 'suricata', service: 'alert' }, named('suricata', 'alert'), true],
    ['fhir as it is', { product: 'fhir', service: 'audit' }, named('fhir', 'audit'), true],
    ['an unmapped log source nowhere else', { product: 'okta' }, windows('Security', 1), false],
    ['linux logins from sshd', { product: 'linux', service: 'auth' }, named('linux', 'sshd'), true],
  ])('%s', (_, logsource, source, expected) => {
    expect(fires(logsource, any, source, any)).toBe(expected);
  });
});

test('a condition on a field that varies holds event by event', () => {
  const add = { product: 'windows', category: 'registry_add' };
  const source = windows(sysmon, 12);
  expect(fires(add, { T: 'k' }, source, { T: 'k', EventType: 'CreateKey' })).toBe(true);
  expect(fires(add, { T: 'k' }, source, { T: 'k', EventType: 'DeleteKey' })).toBe(false);
  expect(fires(add, { T: 'k' }, source, { T: 'k' })).toBe(false);
});

test('a source that does not fix channel and event id is routed by what each record holds', () => {
  const rule = ruleOf(
    { s: { Image: 'x' }, condition: 's' },
    { logsource: { product: 'windows', category: 'process_creation' } },
  );
  const route = compileRuleSet([rule], { mappings }).route({ key: 'mixed', product: 'windows', fixed: {} });
  expect(route.ruleCount).toBe(1);
  const match = (record: Record_) => route.match(eventOf(record)).length;
  expect(match({ Channel: sysmon, EventID: 1, Image: 'x' })).toBe(1);
  expect(match({ Channel: sysmon, EventID: '1', Image: 'x' })).toBe(1);
  expect(match({ Channel: 'Security', EventID: 4688, NewProcessName: 'x' })).toBe(1);
  expect(match({ Channel: 'Security', EventID: 4688, Image: 'x' })).toBe(0);
  expect(match({ Channel: sysmon, EventID: 3, Image: 'x' })).toBe(0);
  expect(match({ Image: 'x' })).toBe(0);
});

test('fields are read under the names that the source uses, in fieldref too', () => {
  const logsource = { product: 'windows', category: 'process_creation' };
  const source = windows('Security', 4688);
  const record = { NewProcessName: 'a.exe', ParentProcessName: 'A.EXE' };
  expect(fires(logsource, { 'Image|fieldref': 'ParentImage' }, source, record)).toBe(true);
  expect(fires(logsource, { ProcessId: 7 }, source, { NewProcessId: 7, ProcessId: 8 })).toBe(true);
  expect(fires(logsource, { ParentProcessId: 8 }, source, { NewProcessId: 7, ProcessId: 8 })).toBe(true);
});

test('a reason names the field of the record, not only of the rule', () => {
  const rule = ruleOf(
    { s: { 'Signature|contains': 'Mimi' }, condition: 's' },
    { logsource: { category: 'antivirus' } },
  );
  const source = windows('Microsoft-Windows-Windows Defender/Operational', 1116);
  const [match] = compileRuleSet([rule], { mappings })
    .route(source)
    .match(eventOf({ ThreatName: 'HackTool:Win32/Mimikatz' }));
  expect(match!.explain()).toEqual([
    {
      selection: 's',
      field: 'ThreatName',
      test: 'contains',
      wanted: 'Mimi',
      found: 'HackTool:Win32/Mimikatz',
    },
  ]);
});

test.each([
  ['no list', 'x: 1', /list called "mappings"/, 1],
  ['broken YAML', 'mappings: [', /./, 1],
  ['no log source', 'mappings:\n  - when: { A: 1 }', /needs a logsource/, 2],
  ['an unknown key', 'mappings:\n  - { logsource: { product: x }, fieldz: {} }', /unknown key "fieldz"/, 2],
  ['an unknown attribute', 'mappings:\n  - { logsource: { prod: x } }', /cannot hold "prod/, 2],
  [
    'a condition on a map',
    'mappings:\n  - { logsource: { product: x }, when: { A: {} } }',
    /texts or numbers/,
    2,
  ],
  [
    'a field that is a number',
    'mappings:\n  - { logsource: { product: x }, fields: { A: 1 } }',
    /name of a field/,
    2,
  ],
])('a mapping table with %s says so', (_, yaml, reason, line) => {
  const parsed = parseMappings(yaml, 'm.yaml');
  expect(parsed.mappings).toEqual([]);
  expect(parsed.refusals[0]!.reason).toMatch(reason);
  expect(parsed.refusals[0]!.line).toBe(line);
});
