export { declaredPatients } from './declared.ts';
export { patientRoutes } from './routes.ts';
export { createSealEvent } from './seal.ts';
export { isPatientRecord, namesPatients, type PatientsSeen } from './seen.ts';
export { soughtForms } from './texts.ts';
