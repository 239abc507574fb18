/**
 * Fixtures are written by those who write the rules; recordings are not. Attacks that others recorded must be
 * found by our own rules, and recordings of machines under no attack must wake nobody.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import type { RuleSet } from '@cordon/sigma';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPath, walkInputs } from '../readers/index.ts';
import { openRules } from './open.ts';

const data = process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data');
const present = existsSync(join(data, 'evtx')) && existsSync(join(data, 'otrf'));
if (!present)
  console.log(`skipped: ${data} has no recordings; set CORDON_DATA to the folder of shared test data`);

const evtx = 'evtx/attack-samples';
const otrf = 'otrf/atomic/windows';

/** A recording, and the rules (below content/rules) that must be among those that fire on it. */
const recordings: [string, string[]][] = [
  [`${evtx}/Credential Access/CA_DCSync_4662.evtx`, ['credentials/directory_replicated_by_account']],
  [
    `${evtx}/Credential Access/sysmon_10_1_memdump_comsvcs_minidump.evtx`,
    ['credentials/lsass_dumped_with_comsvcs'],
  ],
  [
    `${evtx}/Credential Access/sysmon_10_11_outlfank_dumpert_and_andrewspecial_memdump.evtx`,
    ['credentials/lsass_memory_read'],
  ],
  [`${evtx}/Credential Access/sysmon_rdrleakdiag_lsass_dump.evtx`, ['credentials/lsass_dumped_with_tool']],
  [
    `${evtx}/Privilege Escalation/System_7045_namedpipe_privesc.evtx`,
    ['intrusion/remote_execution_service_system'],
  ],
  [
    `${evtx}/Lateral Movement/LM_wmiexec_impacket_sysmon_whoami.evtx`,
    ['intrusion/wmi_execution_output_to_share'],
  ],
  [`${evtx}/Lateral Movement/LM_winrm_exec_sysmon_1_winrshost.evtx`, ['intrusion/winrm_starts_shell_tool']],
  [
    `${evtx}/Lateral Movement/LM_typical_IIS_webshell_sysmon_1_10_traces.evtx`,
    ['intrusion/web_server_starts_shell'],
  ],
  [
    `${evtx}/Lateral Movement/sysmon_1_exec_via_sql_xpcmdshell.evtx`,
    ['intrusion/database_server_starts_shell'],
  ],
  [`${evtx}/Defense Evasion/sysmon_13_rdp_settings_tampering.evtx`, ['intrusion/remote_desktop_switched_on']],
  [
    `${evtx}/AutomatedTestingTools/PanacheSysmon_vs_AtomicRedTeam01.evtx`,
    [
      'impact/shadow_copies_all_deleted_vssadmin',
      'impact/boot_recovery_disabled',
      'impact/backup_catalog_deleted_wbadmin',
      'credentials/registry_hive_saved',
    ],
  ],
  [
    `${otrf}/credential_access/host/cmd_dumping_ntds_dit_file_ntdsutil.zip`,
    ['credentials/directory_database_copied_ntdsutil', 'credentials/directory_database_file_created'],
  ],
  [
    `${otrf}/lateral_movement/host/mimikatz_CVE-2020-1472_Unauthenticated_NetrServerAuthenticate2.zip`,
    ['credentials/machine_password_set_anonymously', 'credentials/credential_tool_command'],
  ],
  [
    `${otrf}/defense_evasion/host/empire_launcher_sct_regsvr32.zip`,
    ['intrusion/regsvr32_remote_scriptlet', 'intrusion/powershell_hidden_encoded'],
  ],
  [
    `${otrf}/lateral_movement/host/purplesharp_ad_playbook_I.zip`,
    ['credentials/service_ticket_with_weak_cipher'],
  ],
  [
    `${otrf}/defense_evasion/host/auditpol_system_user_auditpolicy_modification.zip`,
    ['security-tools/audit_policy_weakened', 'security-tools/audit_policy_cleared_command'],
  ],
];

describe.skipIf(!present)('recordings that others made', () => {
  let ruleSet: RuleSet;
  beforeAll(async () => {
    ({ ruleSet } = await openRules([projectPath('content', 'rules')], testCache));
  });

  async function fired(path: string): Promise<{ level: string; name: string }[]> {
    const found: { level: string; name: string }[] = [];
    for await (const batch of readPath(path)) {
      for (const event of batch) {
        for (const { rule } of ruleSet.route(event.source).match(event)) {
          found.push({
            level: rule.level,
            name: rule.file.replace(/^.*content\/rules\/(?:windows\/)?|\.yml$/g, ''),
          });
        }
      }
    }
    return found;
  }

  it.each(recordings)('%s is found', async (path, wanted) => {
    const names = new Set((await fired(join(data, path))).map(({ name }) => name));
    expect([...names]).toEqual(expect.arrayContaining(wanted));
  });

  it('ordinary machines wake nobody: nothing high or critical', async () => {
    const loud: string[] = [];
    for await (const { path } of walkInputs([join(data, 'evtx', 'samples')], () => {})) {
      for (const { level, name } of await fired(path))
        if (level === 'critical' || level === 'high') loud.push(`${name} on ${path}`);
    }
    expect(loud).toEqual([]);
  });
});
