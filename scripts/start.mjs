// `npm start`: installs and builds when needed, then starts Cordon in this process.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';
import { ensureBuilt, ensureInstalled, requireNode } from './setup.mjs';

requireNode();
ensureInstalled();
await ensureBuilt();
await import(pathToFileURL(join(root, 'dist', 'server.js')).href);
