#!/usr/bin/env node
// `npx cordon`: builds when a source file changed, then hands over to the bundle.
import { ensureBuilt, requireNode, root } from '../../../scripts/setup.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

requireNode();
await ensureBuilt();
await import(pathToFileURL(join(root, 'dist', 'cli.js')).href);
