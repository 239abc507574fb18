/**
 * Programs that appear in the simulation, with the version resource a process record would carry.
 * Rules look at OriginalFileName to see through renaming, so it must be right for the tools intruders rename.
 */

export interface Program {
  image: string;
  original: string;
  description: string;
  company: string;
}

const system = (file: string, description: string, original = file): Program => ({
  image: `C:\\Windows\\System32\\${file}`,
  original,
  description,
  company: 'Microsoft Corporation',
});
const other = (image: string, description: string, company: string, original?: string): Program => ({
  image,
  original: original ?? image.slice(image.lastIndexOf('\\') + 1),
  description,
  company,
});
const office = (file: string, description: string, original: string): Program =>
  other(
    `C:\\Program Files\\Microsoft Office\\root\\Office16\\${file}`,
    description,
    'Microsoft Corporation',
    original,
  );

export const programs = {
  explorer: other('C:\\Windows\\explorer.exe', 'Windows Explorer', 'Microsoft Corporation', 'EXPLORER.EXE'),
  userinit: system('userinit.exe', 'Userinit Logon Application', 'USERINIT.EXE'),
  winlogon: system('winlogon.exe', 'Windows Logon Application', 'WINLOGON.EXE'),
  services: system('services.exe', 'Services and Controller app'),
  svchost: system('svchost.exe', 'Host Process for Windows Services'),
  lsass: system('lsass.exe', 'Local Security Authority Process'),
  cmd: system('cmd.exe', 'Windows Command Processor', 'Cmd.Exe'),
  conhost: system('conhost.exe', 'Console Window Host', 'CONHOST.EXE'),
  powershell: system('WindowsPowerShell\\v1.0\\powershell.exe', 'Windows PowerShell', 'PowerShell.EXE'),
  net: system('net.exe', 'Net Command'),
  net1: system('net1.exe', 'Net Command'),
  nltest: system('nltest.exe', 'Microsoft Logon Server Test Utility', 'nltestrk.exe'),
  whoami: system('whoami.exe', 'whoami - displays logged on user information'),
  ipconfig: system('ipconfig.exe', 'IP Configuration Utility'),
  gpupdate: system('gpupdate.exe', 'Microsoft Group Policy Update Utility', 'GPUpdate.exe'),
  gpscript: system('gpscript.exe', 'Group Policy Script Application', 'GPSCRIPT.EXE'),
  taskhostw: system('taskhostw.exe', 'Host Process for Windows Tasks'),
  tasklist: system('tasklist.exe', 'Lists the current running tasks'),
  runtimebroker: system('RuntimeBroker.exe', 'Runtime Broker'),
  searchindexer: system('SearchProtocolHost.exe', 'Microsoft Windows Search Protocol Host'),
  wmiprvse: system('wbem\\WmiPrvSE.exe', 'WMI Provider Host', 'Wmiprvse.exe'),
  wmic: system('wbem\\WMIC.exe', 'WMI Commandline Utility', 'wmic.exe'),
  rundll32: system('rundll32.exe', 'Windows host process (Rundll32)', 'RUNDLL32.EXE'),
  regsvr32: system('regsvr32.exe', 'Microsoft(C) Register Server', 'REGSVR32.EXE'),
  schtasks: system('schtasks.exe', 'Task Scheduler Configuration Tool'),
  vssadmin: system(
    'vssadmin.exe',
    'Command Line Interface for Microsoft Volume Shadow Copy Service',
    'VSSADMIN.EXE',
  ),
  wbadmin: system('wbadmin.exe', 'Command Line Interface for Microsoft BLB Backup', 'WBADMIN.EXE'),
  bcdedit: system('bcdedit.exe', 'Boot Configuration Data Editor'),
  wevtutil: system('wevtutil.exe', 'Eventing Command Line Utility'),
  ntdsutil: system('ntdsutil.exe', 'NT5DS', 'ntdsutil.exe'),
  sc: system('sc.exe', 'Service Control Manager Configuration Tool'),
  taskkill: system('taskkill.exe', 'Terminates Processes'),
  reg: system('reg.exe', 'Registry Console Tool'),
  mstsc: system('mstsc.exe', 'Remote Desktop Connection'),
  mmc: system('mmc.exe', 'Microsoft Management Console'),
  quser: system('quser.exe', 'Query User Utility'),
  robocopy: system('Robocopy.exe', 'Microsoft Robocopy', 'RoboCopy.exe'),
  outlook: office('OUTLOOK.EXE', 'Microsoft Outlook', 'Outlook.exe'),
  excel: office('EXCEL.EXE', 'Microsoft Excel', 'Excel.exe'),
  winword: office('WINWORD.EXE', 'Microsoft Word', 'WinWord.exe'),
  edge: other(
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'Microsoft Edge',
    'Microsoft Corporation',
  ),
  teams: other(
    'C:\\Program Files\\WindowsApps\\MSTeams_25306.804.4102.7193_x64__8wekyb3d8bbwe\\ms-teams.exe',
    'Microsoft Teams',
    'Microsoft Corporation',
  ),
  acrobat: other('C:\\Program Files\\Adobe\\Acrobat DC\\Acrobat\\Acrobat.exe', 'Adobe Acrobat', 'Adobe Inc.'),
  epr: other('C:\\Program Files\\EPR Client\\EprClient.exe', 'Electronic Patient Record', 'EPR supplier'),
  pacs: other('C:\\Program Files\\PACS Viewer\\PacsViewer.exe', 'Diagnostic image viewer', 'PACS supplier'),
  results: other(
    'C:\\Program Files\\Results Viewer\\ResultsViewer.exe',
    'Pathology results',
    'LIMS supplier',
  ),
  ccmexec: other(
    'C:\\Windows\\CCM\\CcmExec.exe',
    'Host Process for Microsoft Configuration Manager',
    'Microsoft Corporation',
  ),
  msmpeng: other(
    'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26010.5-0\\MsMpEng.exe',
    'Antimalware Service Executable',
    'Microsoft Corporation',
  ),
  psexec: other(
    'C:\\Tools\\Sysinternals\\PsExec64.exe',
    'Execute processes remotely',
    'Sysinternals - www.sysinternals.com',
    'psexec.c',
  ),
  psexesvc: other('C:\\Windows\\PSEXESVC.exe', 'PsExec Service', 'Sysinternals', 'psexesvc.exe'),
  backupAgent: other('C:\\Program Files\\Backup Agent\\BackupAgent.exe', 'Backup agent', 'Backup supplier'),
  sqlservr: other(
    'C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe',
    'SQL Server Windows NT - 64 Bit',
    'Microsoft Corporation',
    'SQLSERVR.EXE',
  ),
  rclone: other('C:\\ProgramData\\svhost.exe', 'Rsync for cloud storage', 'https://rclone.org', 'rclone.exe'),
  adfind: other('C:\\Users\\Public\\Music\\AdFind.exe', 'AdFind', 'www.joeware.net', 'AdFind.exe'),
} satisfies Record<string, Program>;

/** A program that has no version resource: an intruder's own file, or an unsigned script host. */
export const bare = (image: string): Program => ({ image, original: '-', description: '-', company: '-' });
