/** Risks: a Windows rule that fires on EVTX and not on the same event as XML; XML used as an attack on the reader. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readEvtxBuffer, writeEvtx } from '@cordon/evtx';
import { describe, expect, test } from 'vitest';
import type { Event, Json } from '../model.ts';
import { readPath, walkInputs } from './index.ts';
import { read } from './testing/read.ts';

const data = resolve(import.meta.dirname, '../../..', process.env.CORDON_DATA ?? '../shared/data');
const present = existsSync(data);
if (!present) console.log(`skipped: ${data} is not there; set CORDON_DATA to the folder of shared test data`);

/** One logon as `wevtutil qe Security /f:xml` writes it: no line breaks, single quotes, no root. */
const logon =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/><EventID>4625</EventID><Version>0</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime='2026-03-01T08:00:00.1234567Z'/><EventRecordID>4711</EventRecordID><Correlation/><Execution ProcessID='628' ThreadID='3360'/><Channel>Security</Channel><Computer>DC01.trust.local</Computer><Security/></System><EventData><Data Name='SubjectUserName'>DC01$</Data><Data Name='TargetUserName'>amara &amp; co</Data><Data Name='TargetDomainName'>TRUST</Data><Data Name='Status'>0xc000006d</Data><Data Name='IpAddress'>10.20.8.44</Data></EventData></Event>";
/** The same as Event Viewer saves it: a root, double quotes, lines, rendered words after the data. */
const saved = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>${logon
  .replaceAll("'", '"')
  .replace(
    '</EventData>',
    '</EventData><RenderingInfo Culture="en-GB"><Message>An account failed to log on. Channel: other</Message><Level>Information</Level><Keywords><Keyword>Audit Failure</Keyword></Keywords></RenderingInfo>',
  )
  .replaceAll('><', '>\r\n  <')}</Events>\r\n`;

function expectLogon(event: Event | undefined) {
  expect(event?.source).toMatchObject({
    key: 'windows|Security|4625',
    format: 'windows-xml',
    product: 'windows',
    fixed: { Channel: 'Security', EventID: 4625 },
  });
  expect(event?.recordId).toBe('4711');
  expect(event?.field('TargetUserName')).toBe('amara & co');
  expect(event?.field('Status')).toBe('0xc000006d');
  expect(event?.field('Level')).toBe(0);
  expect(event?.field('Provider_Name')).toBe('Microsoft-Windows-Security-Auditing');
  expect(event?.field('Provider_Guid')).toBe('54849625-5478-4994-A5BA-3E3B0328C30D');
  expect(event?.field('Message')).toBeUndefined();
  expect(event?.envelope()).toEqual({
    time: '2026-03-01T08:00:00.1234567Z',
    host: 'dc01.trust.local',
    account: 'TRUST\\amara & co',
    sourceAddress: '10.20.8.44',
  });
}

describe('every way that Windows writes it', () => {
  test.each<[string, string | Buffer, number]>([
    ['wevtutil', `${logon}${logon}\r\n`, 2],
    ['ToXml(), one a line', `${logon}\n${logon}\n${logon}\n`, 3],
    ['Event Viewer', saved, 1],
    ['a subscription', `<Events>${logon}${logon}</Events>`, 2],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${saved.replace('utf-8', 'utf-16')}`, 'utf16le'), 1],
    ['UTF-16 without a mark', Buffer.from(logon, 'utf16le'), 1],
  ])('%s', async (_, content, count) => {
    for (const piece of [1, 7, 64, 1 << 16]) {
      const { events, losses, reports } = await read(content, { name: 'x.evtx', piece });
      expect(losses).toEqual([]);
      expect(reports[0]?.format).toBe('windows-xml');
      expect(events).toHaveLength(count);
      for (const event of events) expectLogon(event);
    }
  });

  test('unnamed data, user data, names with spaces, and data named like a System value', async () => {
    const of = (system: string, rest: string) =>
      `<Event xmlns="x"><System><EventID Qualifiers="16384">${system}</EventID><Channel>System</Channel></System>${rest}</Event>`;
    const { events, losses } = await read(
      of('7036', '<EventData><Data>Spooler</Data><Data>stopped</Data><Binary>53007000</Binary></EventData>') +
        of(
          '104',
          '<UserData><LogFileCleared xmlns="y"><SubjectUserName>amara</SubjectUserName><Channel>Application</Channel></LogFileCleared></UserData>',
        ) +
        of(
          '1116',
          '<EventData><Data Name="Threat Name">Trojan:Win32/X</Data><Data Name="Path"></Data></EventData>',
        ),
    );
    expect(losses).toEqual([]);
    expect(events[0]?.field('Data')).toEqual(['Spooler', 'stopped']);
    expect(events[0]?.field('Binary')).toBe('53007000');
    expect(events[0]?.field('Qualifiers')).toBe('16384');
    expect(events[1]?.field('SubjectUserName')).toBe('amara');
    expect(events[1]?.field('Channel')).toBe('System');
    expect(events[1]?.field('UserData_Channel')).toBe('Application');
    expect(events[2]?.field('ThreatName')).toBe('Trojan:Win32/X');
    expect(events[2]?.field('Path')).toBe('');
    expect(events[2]?.fieldNames()).not.toContain('ThreatName');
  });
});

describe('damage costs the event that it is in', () => {
  const bad: [string, string, RegExp][] = [
    ['cut off', logon.slice(0, 500), /begins before it ended/],
    ['a tag that closes nothing', logon.replace('</System>', '</Sistem>'), /closes nothing/],
    ['a quote that is missing', logon.replace("'TargetUserName'", "'TargetUserName"), /not well-formed/],
    ['no System', "<Event xmlns='x'><EventData/></Event>", /no System part/],
    ['nested without end', `<Event>${'<a>'.repeat(100)}</Event>`, /nested deeper/],
    [
      'a document type inside',
      logon.replace('<System>', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><System>'),
      /document type/,
    ],
    ['longer than any event', `<Event>${'x'.repeat(1.5 * 2 ** 20)}</Event>`, /longer than 1024 KiB/],
    ['words between events', 'The following events were found:', /not an event/],
  ];
  test.each(bad)('%s', async (_, text, what) => {
    const { events, losses } = await read(`${logon}\n${text}\n${logon}`);
    expect(events).toHaveLength(2);
    for (const event of events) expectLogon(event);
    expect(losses).toHaveLength(1);
    expect(losses[0]?.what).toMatch(what);
  });

  test('an input that ends inside an event says so', async () => {
    const { events, losses } = await read(`${logon}${logon.slice(0, -3)}`);
    expect(events).toHaveLength(1);
    expect(losses).toEqual([{ file: 'input', where: 'event 2', what: 'the input ends inside it', count: 1 }]);
  });

  test('entities that a document declares stay as they were written', async () => {
    const { events } = await read(
      `<?xml version="1.0"?><Events>${logon.replace('amara', '&xxe;&#x41;&#66;&#0;&#xD800;')}</Events>`,
    );
    expect(events[0]?.field('TargetUserName')).toBe('&xxe;AB\u0000\ufffd & co');
  });
});

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] as string);

/** An EVTX record as the XML that Windows makes of it, from its JSON. */
function toXml(name: string, value: Json, named = false): string {
  if (Array.isArray(value)) return value.map((one) => toXml(name, one, named)).join('');
  const object = typeof value === 'object' && value !== null ? value : { '#text': value };
  const attributes = Object.entries((object['#attributes'] ?? {}) as Record<string, Json>)
    .map(([key, held]) => ` ${key}='${escaped(String(held)).replaceAll("'", '&apos;')}'`)
    .join('');
  const inner = Object.entries(object)
    .filter(([key]) => key !== '#attributes')
    .map(([key, held]) => {
      if (key === '#text')
        return Array.isArray(held)
          ? held.map((one) => escaped(String(one ?? ''))).join(`</${name}><${name}>`)
          : escaped(String(held ?? ''));
      if (name !== 'EventData' || key === 'Data' || key === 'Binary') return toXml(key, held, named);
      const text = Array.isArray(held) ? held.join() : held;
      return `<Data Name='${escaped(key).replaceAll("'", '&apos;')}'>${escaped(String(text ?? ''))}</Data>`;
    })
    .join('');
  return `<${name}${attributes}>${inner}</${name}>`;
}

test('what the EVTX writer of this project writes reads the same as XML', async () => {
  const log = writeEvtx([
    {
      provider: { name: 'Microsoft-Windows-Sysmon' },
      eventId: 10,
      timeCreated: '2026-03-02T03:04:05.1234567Z',
      channel: 'Microsoft-Windows-Sysmon/Operational',
      computer: 'PATH-WS-01',
      eventData: { TargetImage: 'C:\\a & b <c>.exe', GrantedAccess: { type: 'hex32', value: 0x1410 } },
    },
  ]);
  const [record] = [...readEvtxBuffer(log).records];
  const { events } = await read(toXml('Event', (record!.toJSON() as { Event: Json }).Event));
  expect(events[0]?.field('TargetImage')).toBe('C:\\a & b <c>.exe');
  expect(events[0]?.field('GrantedAccess')).toBe('0x1410');
  expect(events[0]?.envelope().time).toBe('2026-03-02T03:04:05.1234567Z');
});

test.skipIf(!present)('recorded attacks say the same as EVTX and as XML (needs CORDON_DATA)', async () => {
  let compared = 0;
  const differences: string[] = [];
  for await (const { path } of walkInputs([join(data, 'sigma/regression_data')], () => {})) {
    if (!path.endsWith('.evtx')) continue;
    const fromEvtx: Event[] = [];
    for await (const batch of readPath(path)) fromEvtx.push(...batch);
    const xml = fromEvtx.map((event) => toXml('Event', (event.raw() as { Event: Json }).Event)).join('\n');
    const { events, losses } = await read(`<Events>${xml}</Events>`);
    expect(losses).toEqual([]);
    expect(events).toHaveLength(fromEvtx.length);
    for (const [at, event] of events.entries()) {
      const twin = fromEvtx[at] as Event;
      expect(event.source.key).toBe(twin.source.key);
      expect(event.recordId).toBe(twin.recordId);
      expect(event.envelope()).toEqual(twin.envelope());
      for (const name of twin.fieldNames()) {
        compared++;
        const [left, right] = [twin.field(name), event.field(name)];
        if (String(left ?? '') !== String(right ?? ''))
          differences.push(`${path} ${name}: ${left} / ${right}`);
      }
    }
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(3_000);
});
