/** `npm run client`: writes operations.ts anew. Starts Cordon in a temporary folder to ask it. */
import { writeFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { operationsText } from './operations-text.ts';
import { startForPrograms } from './test/running.ts';

const { description, stop } = await startForPrograms();
writeFileSync(projectPath('apps', 'client', 'operations.ts'), operationsText(await description()));
await stop();
