/** `npm run settings`: writes cordon.yaml as the schema has it into docs/operate.md. Reads and writes that file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { Settings } from './settings.ts';
import { settingsText } from './settings-text.ts';

const page = projectPath('docs', 'operate.md');
const block = /(<!-- settings -->\n```yaml\n)[\s\S]*?(\n```)/;
const text = readFileSync(page, 'utf8');
if (!block.test(text)) throw new Error(`${page} has no place for the settings`);
writeFileSync(
  page,
  text.replace(block, (_, head: string, end: string) => head + settingsText(Settings) + end),
);
