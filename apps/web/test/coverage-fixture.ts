/** Coverage with one technique of every standing. */
import { Coverage } from '@cordon/server/api';

type Technique = Coverage['techniques'][number];

const technique = (
  id: string,
  name: string,
  tactics: string[],
  source: Technique['source'],
  proof: Technique['proof'],
): Technique => ({
  id,
  name,
  tactics,
  rules: [
    {
      id: `c0rd0001-0000-4000-8000-0000000${id.slice(1, 5)}1`,
      title: `A rule for ${name}`,
      level: 'critical',
      kind: 'rule',
    },
    { id: `model:test.${id.slice(1, 5)}`, title: `A model for ${name}`, level: 'low', kind: 'model' },
  ],
  source,
  missing: source === 'not-seen' ? ['zeek conn', 'windows process_access'] : [],
  proof,
});

const names: [shortname: string, name: string, techniques: number][] = [
  ['reconnaissance', 'Reconnaissance', 45],
  ['resource-development', 'Resource Development', 47],
  ['initial-access', 'Initial Access', 22],
  ['execution', 'Execution', 46],
  ['persistence', 'Persistence', 126],
  ['privilege-escalation', 'Privilege Escalation', 109],
  ['defense-evasion', 'Defense Evasion', 215],
  ['credential-access', 'Credential Access', 67],
  ['discovery', 'Discovery', 49],
  ['lateral-movement', 'Lateral Movement', 23],
  ['collection', 'Collection', 41],
  ['command-and-control', 'Command and Control', 45],
  ['exfiltration', 'Exfiltration', 19],
  ['impact', 'Impact', 33],
];

export function makeCoverage(): Coverage {
  const techniques = [
    technique('T1003.001', 'LSASS Memory', ['credential-access'], 'seen', 'recording'),
    technique('T1046', 'Network Service Discovery', ['discovery'], 'not-seen', 'fixture'),
    technique('T1078', 'Valid Accounts', ['initial-access', 'persistence'], 'seen', 'none'),
    technique('T1486', 'Data Encrypted for Impact', ['impact'], 'unknown', 'none'),
    technique('T1490', 'Inhibit System Recovery', ['impact'], 'seen', 'fixture'),
  ];
  return Coverage.parse({
    attack: { version: '18.1', notice: '© The MITRE Corporation. Reproduced with permission.' },
    tactics: names.map(([shortname, name, all]) => {
      const under = techniques.filter(({ tactics }) => tactics.includes(shortname));
      return {
        shortname,
        name,
        techniques: all,
        ruled: under.length,
        sourced: under.filter(({ source }) => source === 'seen').length,
        proved: under.filter(({ proof }) => proof === 'recording').length,
      };
    }),
    techniques,
    rules: 5,
    models: 5,
    untagged: 0,
  });
}
