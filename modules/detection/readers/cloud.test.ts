/** Risk: a cloud record that no rule of SigmaHQ sees, because it was exported another way than the rule's author had it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { compileRuleSet, type RuleSet } from '@cordon/sigma';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '../model.ts';
import { loadMappings, loadRules } from '../rules/load.ts';
import * as samples from './testing/cloud.ts';
import { read, readOne } from './testing/read.ts';

const sigma = resolve(
  import.meta.dirname,
  '../../..',
  process.env.CORDON_DATA ?? '../shared/data',
  'sigma/rules',
);
const present = existsSync(sigma);
if (!present)
  console.log(`skipped: ${sigma} is not there; set CORDON_DATA to the folder of shared test data`);

describe('one record says the same, however it was exported', () => {
  test.each(Object.entries(samples.failedSignIn))('a failed sign-in: %s', async (_, record) => {
    const event = await readOne(record);
    expect(event.source).toMatchObject({ key: 'azure|signinlogs', format: 'azure', product: 'azure' });
    expect(String(event.field('ResultType'))).toBe('50126');
    expect(event.field('resultdescription')).toBe('Invalid username or password.');
    expect(event.field('AuthenticationRequirement')).toBe('singleFactorAuthentication');
    expect(event.field('DeviceDetail.deviceId')).toBe('');
    expect(event.field('NetworkLocationDetails')).toBe('[]');
    expect(event.field('Status')).toContain('Failure');
    expect(event.recordId).toBe('0231f922-93fa-4005-bb11-b344eca03c01');
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00.1234567Z',
      account: 'amara@trust.nhs.uk',
      sourceAddress: '203.0.113.9',
    });
  });

  test.each(Object.entries(samples.roleGiven))('a role given: %s', async (_, record) => {
    const event = await readOne(record);
    expect(event.source).toMatchObject({ key: 'azure|auditlogs', format: 'azure' });
    expect(event.field('OperationName')).toBe('Add member to role');
    expect(event.field('properties.message')).toBe('Add member to role');
    expect(event.field('Category')).toBe('RoleManagement');
    expect(event.field('LoggedByService')).toBe('Core Directory');
    expect(event.field('Status')).toBe('success');
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00.1234567Z',
      account: 'admin@trust.nhs.uk',
      sourceAddress: '203.0.113.9',
    });
  });

  test.each(Object.entries(samples.firewallDeleted))('an Azure activity: %s', async (_, record) => {
    const event = await readOne(record);
    expect(event.source).toMatchObject({ key: 'azure|activitylogs', format: 'azure' });
    expect(String(event.field('operationName')).toUpperCase()).toBe(
      'MICROSOFT.NETWORK/AZUREFIREWALLS/DELETE',
    );
    expect(event.field('CategoryValue')).toBe('Administrative');
    expect(String(event.field('ResourceProviderValue')).toLowerCase()).toBe('microsoft.network');
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00.1234567Z',
      account: 'admin@trust.nhs.uk',
      sourceAddress: '203.0.113.9',
    });
  });

  test.each(Object.entries(samples.userLoggedIn))('Microsoft 365: %s', async (_, record) => {
    const event = await readOne(record);
    expect(event.source).toMatchObject({ key: 'm365|audit', format: 'm365' });
    expect(event.field('Operation')).toBe('UserLoggedIn');
    expect(event.field('eventSource')).toBe('AzureActiveDirectory');
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00Z',
      account: 'amara@trust.nhs.uk',
      sourceAddress: '203.0.113.9',
    });
  });

  test.each(Object.entries(samples.shadowsDeleted))('Defender: %s', async (_, record) => {
    const event = await readOne(record);
    expect(event.source).toMatchObject({ key: 'windows|DeviceProcessEvents', format: 'defender' });
    expect(event.field('ProcessCommandLine')).toBe('vssadmin.exe delete shadows /all /quiet');
    expect(event.field('User')).toBe('TRUST\\amara');
    expect(event.field('Hashes')).toBe('SHA1=DA39A3EE5E6B4B0D3255BFEF95601890AFD80709');
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00.123Z',
      host: 'ward-07.trust.local',
      account: 'TRUST\\amara',
    });
  });
});

test('other sign-ins, risks and alerts are told apart, and each says who', async () => {
  const service = await readOne(samples.servicePrincipalSignIn);
  expect(service.source.key).toBe('azure|signinlogs');
  expect(service.envelope()).toMatchObject({ account: 'backup-agent', sourceAddress: '198.51.100.7' });
  const risk = await readOne(samples.leakedCredentials);
  expect(risk.source.key).toBe('azure|riskdetection');
  expect(risk.envelope()).toMatchObject({ account: 'amara@trust.nhs.uk', sourceAddress: '203.0.113.9' });
  const alert = await readOne(samples.defenderAlert);
  expect(alert.source).toMatchObject({ format: 'defender', product: 'm365', service: 'alerts' });
  expect(alert.envelope()).toMatchObject({ host: 'ward-07.trust.local', account: 'amara' });
});

test('wrappers of APIs are opened, in one line and pretty-printed', async () => {
  const [record] = Object.values(samples.failedSignIn);
  const wrappers: Record<string, object> = {
    'Azure Monitor': { records: [record, record] },
    Graph: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#x', value: [record, record] },
    'the management API': { value: [record, record], nextLink: 'https://management.azure.com/next' },
    'advanced hunting': { Stats: {}, Schema: [{ Name: 'Timestamp' }], Results: [record, record] },
    'advanced hunting by Graph': { schema: [{ name: 'Timestamp' }], results: [record, record] },
  };
  for (const value of Object.values(wrappers)) {
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      const { events, losses } = await read(text);
      expect(losses).toEqual([]);
      expect(events.map((event) => event.source.format)).toEqual(['azure', 'azure']);
    }
  }
});

test('everyday records that only look a little like them stay what they are', async () => {
  for (const record of [
    { category: 'Security', properties: { a: 1 }, time: '2026-03-01T08:00:00Z' },
    { category: 'Administrative', resourceId: 'room 4' },
    { Operation: 'add', Workload: 3 },
    { AuditData: '{broken', Operation: 1 },
    { title: 'x', severity: 'high' },
    { ActionType: 'ProcessCreated' },
  ])
    expect((await readOne(record)).source.format).toBe('json');
});

describe.skipIf(!present)('a rule of SigmaHQ fires on (needs CORDON_DATA)', () => {
  let ruleSet: RuleSet;
  beforeAll(async () => {
    const { rules } = await loadRules([
      `${sigma}/cloud`,
      `${sigma}/category`,
      `${sigma}/windows/process_creation`,
      `${sigma}/windows/registry`,
      `${sigma}/windows/network_connection`,
      `${sigma}/windows/file`,
      `${sigma}/windows/image_load`,
      `${sigma}/windows/pipe_created`,
      `${sigma}/windows/powershell`,
    ]);
    ruleSet = compileRuleSet(rules, { mappings: loadMappings().mappings });
  }, 60_000);
  const titles = (event: Event) =>
    ruleSet
      .route(event.source)
      .match(event)
      .map(({ rule }) => rule.title);

  test.each(samples.fires)('%s', async (title, record) => {
    expect(titles(await readOne(record))).toContain(title);
  });

  test('but not on a sign-in that is as it should be', async () => {
    expect(titles(await readOne(samples.ordinarySignIn))).toEqual([]);
  });
});
