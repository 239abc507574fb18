/** FHIR R4 AuditEvent, as an electronic patient record writes one for each look at a record. */
import type { Cast, Host, Who } from '../cast.ts';
import type { Random } from '../random.ts';
import type { FhirNative, Plain } from './native.ts';

const interactions = 'http://hl7.org/fhir/restful-interaction';

export interface Patient {
  /** Local id, e.g. `p-004213`: synthetic, never an NHS number. */
  readonly id: string;
  readonly ward: string;
  /** The patient works here: the record carries the employee sensitivity label. */
  readonly colleague: boolean;
}

export interface Look {
  who: Who;
  /** Where they sat. */
  host: Host | { fqdn: string; ip: string };
  patient: Patient | null;
  resource:
    | 'Patient'
    | 'Observation'
    | 'MedicationRequest'
    | 'DocumentReference'
    | 'DiagnosticReport'
    | 'Encounter';
  action: 'read' | 'search-type' | 'update' | 'create' | 'operation' | 'vread';
  /** HL7 v3 ActReason: TREAT treatment, HOPERAT operations, BTG break the glass. */
  purpose: 'TREAT' | 'HOPERAT' | 'BTG';
  operation?: string;
  /** How many resources were handed over, where the system counts them. */
  count?: number;
}

const verb: Record<Look['action'], string> = {
  read: 'R',
  vread: 'R',
  'search-type': 'E',
  update: 'U',
  create: 'C',
  operation: 'E',
};

/** The server that keeps the audit trail, so that what is seen there leads to the services that rest on it. */
const recordServer = (cast: Cast): string =>
  cast.running('epr', 'electronic patient record').find((host) => host.asset.kind === 'server')?.fqdn ??
  'Electronic patient record';

export function auditEvent(cast: Cast, look: Look, random: Random): FhirNative {
  const { who, patient } = look;
  const entities: Plain[] = [];
  if (patient) {
    entities.push({
      what: { reference: `Patient/${patient.id}` },
      type: {
        system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
        code: '1',
        display: 'Person',
      },
      role: { system: 'http://terminology.hl7.org/CodeSystem/object-role', code: '1', display: 'Patient' },
      ...(patient.colleague
        ? {
            securityLabel: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
                code: 'EMP',
                display: 'employee information sensitivity',
              },
              {
                system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
                code: 'R',
                display: 'restricted',
              },
            ],
          }
        : {}),
      detail: [{ type: 'ward', valueString: patient.ward }],
    });
  }
  if (look.operation || look.count !== undefined || look.resource !== 'Patient') {
    entities.push({
      what: { reference: look.operation ? look.operation : `${look.resource}/${random.hex(8)}` },
      type: {
        system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
        code: '2',
        display: 'System Object',
      },
      role: {
        system: 'http://terminology.hl7.org/CodeSystem/object-role',
        code: look.operation ? '24' : '4',
        display: look.operation ? 'Query' : 'Domain Resource',
      },
      ...(look.count !== undefined ? { detail: [{ type: 'count', valueString: String(look.count) }] } : {}),
    });
  }
  return {
    kind: 'fhir',
    computer: look.host.fqdn,
    resource: {
      resourceType: 'AuditEvent',
      id: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-b${random.hex(3)}-${random.hex(12)}`,
      type: {
        system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
        code: 'rest',
        display: 'RESTful Operation',
      },
      subtype: [{ system: interactions, code: look.action, display: look.action }],
      action: verb[look.action],
      recorded: '',
      outcome: '0',
      purposeOfEvent: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: look.purpose }] },
      ],
      agent: [
        {
          type: {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/extra-security-role-type', code: 'humanuser' },
            ],
          },
          role: [{ text: who.role }],
          who: { identifier: { system: `urn:domain:${cast.dns}`, value: who.name }, display: who.display },
          altId: `${who.domain}\\${who.name}`,
          requestor: true,
          network: { address: look.host.ip, type: '2' },
        },
      ],
      source: {
        site: cast.organisation,
        observer: { display: recordServer(cast) },
        type: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
            code: '4',
            display: 'Application Server',
          },
        ],
      },
      entity: entities,
    },
  };
}
