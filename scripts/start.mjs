// `npm start`: installs and builds when needed, then starts Cordon in this process.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, requireNode, root } from './setup.mjs';

requireNode();
ensureInstalled();
await ensureBuilt();
await import(pathToFileURL(join(root, 'dist', 'server.js')).href);
