/**
 * Writes an empty database into the folder given as the only argument, as a process of its own: PostgreSQL's first
 * initialisation takes some 400 MB, much of which a process that has done it never gives back.
 */
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

const dir = process.argv[2];
if (!dir) throw new Error('usage: database-create-worker DIR');
// Not synced here: whoever asked for the folder syncs all of it before it gets its name.
const pg = await PGlite.create({ fs: new NodeFS(dir) });
await pg.close();
