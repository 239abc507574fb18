/** What the defences saw and did not stop, and what the intruder did to them. */
import { z } from 'zod';
import type { Burst } from '../burst.ts';
import { defender, malwareDetected, type Threat } from '../shapes/defender.ts';
import { programs } from '../shapes/programs.ts';
import {
  auditLogCleared,
  scriptBlock,
  serviceState,
  shutdownRequested,
  systemLogCleared,
  systemStarted,
} from '../shapes/services.ts';
import { registrySet, running } from '../shapes/windows.ts';
import { Duration } from '../words.ts';
import { behaviour, implantOn, Part, penOf, spread, systemOn, type } from './stage.ts';

const threats: Record<
  'cobalt-strike' | 'mimikatz' | 'ransomware',
  { threat: Threat; path: string; process: string }
> = {
  'cobalt-strike': {
    threat: { name: 'Backdoor:Win64/CobaltStrike.NP!dha', category: 'Backdoor', id: '2147779562' },
    path: 'file:_C:\\ProgramData\\msdiag.ocx',
    process: 'C:\\Windows\\System32\\rundll32.exe',
  },
  mimikatz: {
    threat: { name: 'HackTool:Win32/Mimikatz.D', category: 'Tool', id: '2147705511' },
    path: 'file:_C:\\Users\\Public\\Music\\m64.exe',
    process: 'C:\\Windows\\System32\\rundll32.exe',
  },
  ransomware: {
    threat: { name: 'Ransom:Win64/Conti.ZA', category: 'Ransomware', id: '2147764093' },
    path: 'file:_C:\\Windows\\Temp\\locker64.exe',
    process: 'C:\\Windows\\explorer.exe',
  },
};

/** The antivirus sees it, writes it down, and leaves it: monitor mode. One record a host, spread over a while. */
export const avMonitorMode = behaviour({
  params: z.strictObject({
    on: Part,
    threats: z.array(z.enum(['cobalt-strike', 'mimikatz', 'ransomware'])).min(1),
    over: Duration.default(60_000),
  }),
  parts: (p) => [p.on],
  *run(stage, { on, threats: names, over }): Generator<Burst, void, undefined> {
    for (const [player, at] of spread(stage, stage.players(on), over)) {
      const pen = penOf(stage, at);
      pen.add(
        400,
        defender(player.host, 5007, 'Microsoft Defender Antivirus configuration has changed.', {
          'Old Value': '',
          'New Value':
            'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection\\ForceDefenderPassiveMode = 0x1',
        }),
      );
      for (const name of names) {
        const { threat, path, process } = threats[name];
        pen.add(
          3000,
          malwareDetected(player.host, threat, path, process, `${player.who.domain}\\${player.who.name}`),
        );
      }
      yield pen;
    }
  },
});

/** Real-time protection switched off by hand. */
export const defenceOff = behaviour({
  params: z.strictObject({ on: Part }),
  parts: (p) => [p.on],
  *run(stage, { on }): Generator<Burst, void, undefined> {
    for (const [player, at] of spread(stage, stage.players(on), 120_000)) {
      const implant = implantOn(stage, player);
      const pen = penOf(stage, at);
      const command = 'Set-MpPreference -DisableRealtimeMonitoring $true';
      type(stage, pen, implant, programs.powershell, `powershell.exe -nop -c "${command}"`);
      const engine = running(systemOn(stage, player.host), programs.msmpeng, stage.random);
      pen
        .add(200, scriptBlock(player.host, command, stage.random))
        .add(
          200,
          defender(
            player.host,
            5001,
            'Microsoft Defender Antivirus Real-time Protection scanning for malware and other potentially unwanted software was disabled.',
            {},
          ),
        )
        .add(
          200,
          registrySet(
            engine,
            'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Real-Time Protection\\DisableRealtimeMonitoring',
            'DWORD (0x00000001)',
          ),
        );
      yield pen;
    }
  },
});

export const logClear = behaviour({
  params: z.strictObject({ on: Part }),
  parts: (p) => [p.on],
  *run(stage, { on }): Generator<Burst, void, undefined> {
    for (const [player, at] of spread(stage, stage.players(on), 240_000)) {
      const implant = implantOn(stage, player);
      const pen = penOf(stage, at);
      type(stage, pen, implant, programs.wevtutil, 'wevtutil  cl Security');
      pen.add(100, auditLogCleared(implant.session));
      type(stage, pen, implant, programs.wevtutil, 'wevtutil  cl System');
      pen.add(100, systemLogCleared(implant.session, 'System'));
      yield pen;
    }
  },
});

/** Staff restart the servers that alarmed, believing that this cures them. */
export const restart = behaviour({
  params: z.strictObject({ on: Part, as: Part, over: Duration.default(900_000) }),
  parts: (p) => [p.on, p.as],
  *run(stage, { on, as, over }): Generator<Burst, void, undefined> {
    const { who } = stage.player(as);
    for (const [player, at] of spread(stage, stage.players(on), over)) {
      const pen = penOf(stage, at);
      yield pen
        .add(100, shutdownRequested(player.host, who, 'Security issue'))
        .wait(150_000)
        .add(
          100,
          systemStarted(player.host),
          serviceState(player.host, 'Windows Defender Antivirus Service', 'running'),
        );
    }
  },
});
