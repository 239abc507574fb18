/** Care itself, as its systems log it: records read, results and images moving between machines. */
import { burst } from '../burst.ts';
import type { Host, Person } from '../cast.ts';
import { auditEvent, type Look } from '../shapes/fhir.ts';
import { conn, conversation, ordinaryCertificate, ssl } from '../shapes/zeek.ts';
import { between } from './day.ts';
import { deskOf, someoneAtWork } from './desks.ts';
import type { Act, Life } from './life.ts';

const resources = [
  'Patient',
  'Observation',
  'MedicationRequest',
  'DocumentReference',
  'DiagnosticReport',
  'Encounter',
] as const;

function look(life: Life, person: Person, host: Host, at: number): Look {
  const { random } = life;
  const resource = random.pick(resources);
  const writes = resource === 'Observation' || resource === 'MedicationRequest';
  const action =
    writes && random.chance(0.4)
      ? random.chance(0.7)
        ? 'create'
        : 'update'
      : random.chance(0.18)
        ? 'search-type'
        : 'read';
  // A referral, an outlier or a transfer: now and then the patient is on another ward.
  const ward = random.chance(0.04) ? random.pick(life.cast.wards) : person.ward;
  // An unconscious patient of another team: the glass is broken for good reason a few times a day.
  const purpose = ward !== person.ward && random.chance(0.03) ? 'BTG' : 'TREAT';
  return { who: person, host, patient: life.patientOn(ward, at), resource, action, purpose };
}

/** A clinician at a workstation reads two to six resources of one patient after another. */
const readRecord: Act = {
  name: 'read record',
  weight: (at) => (between(at, 8, 12) ? 13 : between(at, 12, 20) ? 9 : 7),
  run(life, at) {
    const { cast, random } = life;
    const person = someoneAtWork(life, at, cast.clinicians.length > 0 ? cast.clinicians : cast.people);
    if (!person) return null;
    const pen = burst(at, random);
    const desk = deskOf(life, person, pen);
    const { host } = desk.session;
    const server = life.place('epr', 'electronic patient record');
    const talk = conversation(host, server.ip, 443, random);
    const first = look(life, person, host, at);
    pen.add(50, ssl(talk, server.fqdn, ordinaryCertificate(server.fqdn)), auditEvent(cast, first, random));
    const more = random.int(1, 5);
    for (let i = 0; i < more; i++) {
      const next = { ...look(life, person, host, at), patient: first.patient };
      pen.wait(random.gap(9000)).add(10, auditEvent(cast, next, random));
    }
    pen.add(
      10,
      conn(talk, 'ssl', {
        sent: random.int(3000, 40_000),
        received: random.int(20_000, 700_000),
        duration: 4 + random.gap(40),
      }),
    );
    return pen;
  },
};

/** Clerks open the same records for booking and letters. */
const bookAppointment: Act = {
  name: 'book appointment',
  weight: (at) => (between(at, 8.5, 17) ? 3 : 0.2),
  run(life, at) {
    const person = someoneAtWork(life, at, life.cast.office.length > 0 ? life.cast.office : life.cast.people);
    if (!person) return null;
    const pen = burst(at, life.random);
    const desk = deskOf(life, person, pen);
    const patient = life.patientOn(life.random.pick(life.cast.wards), at);
    for (const resource of ['Patient', 'Encounter'] as const) {
      const action = resource === 'Patient' ? 'read' : 'update';
      pen
        .wait(life.random.gap(6000))
        .add(
          10,
          auditEvent(
            life.cast,
            { who: person, host: desk.session.host, patient, resource, action, purpose: 'HOPERAT' },
            life.random,
          ),
        );
    }
    return pen;
  },
};

/** HL7 over MLLP between the integration engine and everything else; images from scanners to the archive. */
const machinesTalk: Act = {
  name: 'machines talk',
  weight: (at) => (between(at, 8, 18) ? 6 : 4),
  run(life, at) {
    const { cast, random } = life;
    const pen = burst(at, random);
    const engine = life.place('integration');
    const modality = cast.devices.filter((each) =>
      /modality|imaging|ct|mri|x-ray|ultrasound/.test(each.system),
    );
    if (modality.length > 0 && random.chance(0.35)) {
      const archive = life.place('pacs', 'picture archive');
      const talk = conversation(random.pick(modality), archive.ip, 11112, random);
      pen.add(
        10,
        conn(talk, null, {
          sent: random.int(500_000, 90_000_000),
          received: 42_000,
          duration: 5 + random.gap(60),
        }),
      );
    } else if (cast.devices.length > 0 && random.chance(0.5)) {
      const gateway = life.place('gateway', 'monitoring', 'integration');
      const talk = conversation(random.pick(cast.devices), gateway.ip, 2575, random);
      pen.add(10, conn(talk, null, { sent: random.int(800, 9000), received: 400, duration: random.gap(3) }));
    } else {
      const receiver = life.place('epr', 'pas', 'ris', 'departmental');
      const talk = conversation(engine, receiver.ip, 2575, random);
      pen.add(
        10,
        conn(talk, null, {
          sent: random.int(1500, 60_000),
          received: random.int(300, 4000),
          duration: 1 + random.gap(20),
        }),
      );
    }
    return pen;
  },
};

export const clinicalActs: readonly Act[] = [readRecord, bookAppointment, machinesTalk];
