/** Backups: a copy that fits together, in one encrypted file; and back, whole or not at all. */
export { About, type Restored, restoreArchive, type Written, writeArchive } from './archive.ts';
export { type ClosedFor, makeBackupKey, type OpenedWith } from './keys.ts';
export { removeSnapshots, type Stores, takeSnapshot } from './snapshot.ts';
