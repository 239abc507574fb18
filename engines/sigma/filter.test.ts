/** Risk: a filter that reads other fields than its rule does, and so hides everything or nothing on one of its sources. */
import { expect, test } from 'vitest';
import { compileRuleSet, parseRules } from './index.ts';

const { rules, filters } = parseRules(
  `title: tool
id: 0d7c6a0e-7f37-4f5e-9f4e-0c4f3e5f7a10
logsource: { product: windows, category: process_creation }
detection: { s: { Image|endswith: '\\tool.exe' }, condition: s }
---
title: the deployment starts it
logsource: { product: windows, category: process_creation }
filter: { rules: any, deploy: { ParentImage|endswith: '\\deploy.exe' }, condition: not deploy }`,
  'rules.yml',
);
const mappings = [
  { logsource: { product: 'windows', category: 'process_creation' }, when: { EventID: 1 } },
  {
    logsource: { product: 'windows', category: 'process_creation' },
    when: { EventID: 4688 },
    fields: { Image: 'NewProcessName', ParentImage: 'ParentProcessName' },
  },
];

test.each([
  ['Sysmon, by the names of the rule', 1, 'Image', 'ParentImage', 'deploy.exe', 1],
  ['Security, by the names of the event', 4688, 'NewProcessName', 'ParentProcessName', 'deploy.exe', 1],
  ['another parent', 4688, 'NewProcessName', 'ParentProcessName', 'cmd.exe', 0],
  [
    'the name of the rule where the event has another',
    4688,
    'NewProcessName',
    'ParentImage',
    'deploy.exe',
    0,
  ],
])('%s', (_, id, image, parent, by, hiding) => {
  const record: Record<string, string> = { [image]: 'C:\\tool.exe', [parent]: `C:\\${by}` };
  const event = { field: (name: string) => record[name], fieldNames: () => Object.keys(record) };
  const source = { key: `windows|${id}`, product: 'windows', fixed: { EventID: id } };
  const [match] = compileRuleSet(rules, { mappings, filters }).route(source).match(event);
  expect(match?.hiddenBy).toHaveLength(hiding);
  expect(match?.read('Image')).toBe('C:\\tool.exe');
});
