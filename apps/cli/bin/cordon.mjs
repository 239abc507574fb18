#!/usr/bin/env node
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
// `npx cordon`: builds when a source file changed, then hands over to the bundle.
import { root } from '../../../scripts/root.mjs';
import { ensureBuilt, requireNode } from '../../../scripts/setup.mjs';

requireNode();
await ensureBuilt();
await import(pathToFileURL(join(root, 'dist', 'cli.js')).href);
