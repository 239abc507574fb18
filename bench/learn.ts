/**
 * Lives through simulated ordinary days of the sample hospital and keeps what the models learnt and who talked to whom, so that the
 * sample shows both at once: `npx tsx bench/learn.ts`. The same code writes the same files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeSeen } from '@cordon/detection';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { seeOrdinaryWeeks } from '../modules/detection/flows/testing/ordinary.ts';
import { learntFile, shortened } from '../modules/detection/models/learnt.ts';
import { liveOrdinaryDays } from '../modules/detection/models/testing/ordinary.ts';

const folder = projectPath('content', 'hospitals', 'st-aldhelms');
const estate = await loadEstate(folder);
const { from, firstHours, state } = await liveOrdinaryDays(estate);
const text = shortened({ command: 'npx tsx bench/learn.ts', from, first_hours: firstHours, state });
const file = learntFile();
mkdirSync(dirname(file), { recursive: true });
const bytes = gzipSync(text, { level: 9 });
writeFileSync(file, bytes);
console.log(
  `${file}: ${from.days} days, ${from.records.toLocaleString('en')} records, ${(bytes.length / 1024).toFixed(0)} KB`,
);

const seen = await seeOrdinaryWeeks(estate);
const seenFile = join(folder, 'seen.json.gz');
writeSeen(seenFile, seen);
console.log(`${seenFile}: ${seen.flows.length.toLocaleString('en')} flows. ${seen.about}`);
