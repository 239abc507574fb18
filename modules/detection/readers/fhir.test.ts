import { describe, expect, test } from 'vitest';
import { read, readOne } from './testing/read.ts';

const search = {
  resourceType: 'AuditEvent',
  id: 'ae-1',
  type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
  subtype: [{ system: 'http://hl7.org/fhir/restful-interaction', code: 'search-type' }],
  action: 'E',
  recorded: '2026-03-01T08:00:00.123+01:00',
  outcome: '0',
  purposeOfEvent: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'BTG' }] },
  ],
  agent: [
    {
      type: { coding: [{ code: '110153' }] },
      who: { display: 'EPR gateway' },
      requestor: false,
      network: { address: '10.0.0.9', type: '2' },
    },
    {
      role: [{ text: 'ward clerk' }],
      altId: 'amara.o',
      who: { reference: 'Practitioner/77', display: 'Amara O' },
      requestor: true,
      network: { address: '10.0.5.17', type: '2' },
    },
  ],
  source: { site: 'St Example', observer: { display: 'EPR-APP-01' } },
  entity: [
    { what: { reference: 'Patient/1' }, role: { code: '1' } },
    { what: { reference: 'https://epr.example/fhir/Patient/2/_history/3' } },
    { what: { reference: 'Patient/1' } },
    { what: { reference: 'Observation/9' }, securityLabel: [{ code: 'VIP' }] },
    { query: Buffer.from('Patient?_count=500').toString('base64') },
  ],
};

describe('AuditEvent', () => {
  test('fields by path through lists, and what they mean', async () => {
    const event = await readOne(search);
    expect(event.source).toMatchObject({
      key: 'fhir|audit',
      format: 'fhir-auditevent',
      product: 'fhir',
      service: 'audit',
    });
    expect(event.recordId).toBe('ae-1');
    expect(event.field('agent.who.display')).toEqual(['EPR gateway', 'Amara O']);
    expect(event.field('agent.requestor')).toEqual([false, true]);
    expect(event.field('entity.what.reference')).toHaveLength(4);
    expect(event.field('type.code')).toBe('rest');
    expect(event.field('subtype.code')).toBe('search-type');
    expect(event.field('entity.securityLabel.code')).toBe('VIP');
    expect(event.field('agent.who.missing')).toBeUndefined();
    const derived = Object.fromEntries(
      [
        'Requestor',
        'RequestorName',
        'RequestorRole',
        'RequestorAddress',
        'Patient',
        'PatientCount',
        'EntityCount',
        'Purpose',
        'BreakGlass',
        'Query',
        'ActionName',
        'OutcomeName',
        'Site',
      ].map((name) => [name, event.field(name)]),
    );
    expect(derived).toEqual({
      Requestor: 'amara.o',
      RequestorName: 'Amara O',
      RequestorRole: 'ward clerk',
      RequestorAddress: '10.0.5.17',
      Patient: ['Patient/1', 'Patient/2'],
      PatientCount: 2,
      EntityCount: 5,
      Purpose: ['BTG'],
      BreakGlass: true,
      Query: 'Patient?_count=500',
      ActionName: 'execute',
      OutcomeName: 'success',
      Site: 'St Example',
    });
    expect(event.fieldNames()).toEqual(expect.arrayContaining(['agent.who.display', 'PatientCount']));
    expect(event.envelope()).toEqual({
      time: '2026-03-01T07:00:00.123Z',
      host: 'epr-app-01',
      account: 'amara.o',
      sourceAddress: '10.0.5.17',
    });
  });

  test('an event about no patient says zero, and one without a purpose is not break-glass', async () => {
    const event = await readOne({
      resourceType: 'AuditEvent',
      recorded: '2026-03-01T08:00:00Z',
      agent: [{ who: { display: 'x' }, requestor: true }],
    });
    expect(event.field('PatientCount')).toBe(0);
    expect(event.field('Patient')).toBeUndefined();
    expect(event.field('BreakGlass')).toBe(false);
    expect(event.recordId).toBe('1');
  });

  test.each([
    ['alone', JSON.stringify(search), 1],
    ['pretty-printed', JSON.stringify(search, null, 2), 1],
    ['NDJSON', `${JSON.stringify(search)}\n${JSON.stringify(search)}\n`, 2],
    [
      'Bundle',
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [{ resource: search }, { fullUrl: 'x', resource: search }],
      }),
      2,
    ],
    [
      'Bundle, pretty-printed, resourceType last',
      JSON.stringify(
        { entry: [{ resource: search }, { resource: search }], resourceType: 'Bundle' },
        null,
        2,
      ),
      2,
    ],
  ])('%s', async (_, text, count) => {
    const { events, losses } = await read(text);
    expect(losses).toEqual([]);
    expect(events.map((event) => event.field('Requestor'))).toEqual(Array(count).fill('amara.o'));
  });

  test('hostile shapes neither throw nor invent patients', async () => {
    for (const agent of [null, 'x', [null, 3], [{ who: [] }], {}]) {
      for (const entity of [
        null,
        'Patient/1',
        [['Patient/1']],
        [{ what: 'Patient/1' }],
        [{ what: { reference: 7 } }],
      ]) {
        const event = await readOne({ resourceType: 'AuditEvent', agent, entity });
        for (const name of event.fieldNames()) event.field(name);
        event.envelope();
        expect(event.field('PatientCount')).toBe(0);
      }
    }
  });
});
