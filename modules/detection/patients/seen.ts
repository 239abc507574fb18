/**
 * Records that say whose health record was touched. Seeing one is an act of its own, and goes on the ledger. Pure.
 *
 * Known are audit events of health records (FHIR). Where a hospital's own table or JSON names patients, its mapping gives it the product
 * `fhir`; what is not mapped so is not recognised.
 */
import type { Request } from '@cordon/platform/http';

/** Puts it on the ledger that whoever asks has seen these records; resolves when it is kept. */
export type PatientsSeen = (request: Request, shown: PatientsShown) => Promise<void>;

export interface PatientsShown {
  /** Where they were shown: a finding's id, `hunt`. */
  where: string;
  /** Ids of the records, which say nothing of the patients. */
  records: readonly string[];
}

export const namesPatients = ({ format, source }: { format: string; source: string | null }): boolean =>
  format === 'fhir-auditevent' || source?.split('|', 1)[0] === 'fhir';

/** A record alone, where its format is not known any more. */
export const isPatientRecord = (record: unknown): boolean =>
  typeof record === 'object' &&
  record !== null &&
  (record as { resourceType?: unknown }).resourceType === 'AuditEvent';
