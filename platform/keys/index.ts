/** Keys: text sealed under keys of its owner, which can be rotated, and destroyed to erase. */
export { erase, replace } from './disk.ts';
export {
  createFields,
  type FieldKeys,
  type Fields,
  fieldKeyOf,
  isSealedField,
  sealedFields,
} from './field.ts';
export type { KeyFacts, KeyRing, RootKey, SealsLogs } from './port.ts';
export { type KeyRingOptions, openKeyRing } from './ring.ts';
export { ringFile } from './ring-file.ts';
export { rootFromCredential } from './root-credential.ts';
export { rootInFile } from './root-file.ts';
export { rootFromPassphrase } from './root-passphrase.ts';
export { type KeeperNeeds, KeySettings, keepersOf } from './settings.ts';
export { openSharedRing, type SharedRing, type SharedRingOptions, type SharedRingPlace } from './shared.ts';
