/**
 * Lives through simulated ordinary days of the sample hospital and keeps what the models learnt, so that the sample shows them at
 * work at once: `npx tsx bench/learn.ts`. The same code writes the same file.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { learntFile, shortened } from '../modules/detection/models/learnt.ts';
import { liveOrdinaryDays } from '../modules/detection/models/testing/ordinary.ts';

const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
const { from, firstHours, state } = await liveOrdinaryDays(estate);
const text = shortened({ command: 'npx tsx bench/learn.ts', from, first_hours: firstHours, state });
const file = learntFile();
mkdirSync(dirname(file), { recursive: true });
const bytes = gzipSync(text, { level: 9 });
writeFileSync(file, bytes);
console.log(
  `${file}: ${from.days} days, ${from.records.toLocaleString('en')} records, ${(bytes.length / 1024).toFixed(0)} KB`,
);
