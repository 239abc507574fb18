/** For tests: records of cloud services, written by hand in the shapes that their exports have. */

const properties = {
  id: '0231f922-93fa-4005-bb11-b344eca03c01',
  createdDateTime: '2026-03-01T08:00:00.1234567Z',
  userDisplayName: 'Amara Okafor',
  userPrincipalName: 'amara@trust.nhs.uk',
  userId: 'd8ec1506-576d-4172-b96b-e374f1e9c2c9',
  appId: '89bee1f7-5e6e-4d8a-9f3d-ecd601259da7',
  appDisplayName: 'Office365 Shell WCSS-Client',
  ipAddress: '203.0.113.9',
  clientAppUsed: 'Browser',
  userAgent: 'Mozilla/5.0',
  conditionalAccessStatus: 'notApplied',
  authenticationRequirement: 'singleFactorAuthentication',
  authenticationProtocol: 'none',
  resourceDisplayName: 'Office 365 Exchange Online',
  riskState: 'none',
  status: { errorCode: 50126, failureReason: 'Invalid username or password.', additionalDetails: null },
  deviceDetail: { deviceId: '', displayName: '', operatingSystem: 'Windows', trustType: '' },
  location: { city: 'Leeds', countryOrRegion: 'GB' },
  networkLocationDetails: [],
};
const monitor = {
  time: '2026-03-01T08:00:00.1234567Z',
  resourceId: '/tenants/8a7d/providers/Microsoft.aadiam',
  operationName: 'Sign-in activity',
  operationVersion: '1.0',
  category: 'SignInLogs',
  tenantId: '8a7d',
  resultType: '50126',
  resultSignature: 'None',
  resultDescription: 'Invalid username or password.',
  durationMs: 0,
  callerIpAddress: '203.0.113.9',
  identity: 'Amara Okafor',
  Level: 4,
};

export const failedSignIn: Record<string, object> = {
  'Graph API': properties,
  'Azure Monitor': { ...monitor, properties },
  'Azure Monitor, not interactive': { ...monitor, category: 'NonInteractiveUserSignInLogs', properties },
  'Log Analytics, nested values as text': {
    TimeGenerated: '2026-03-01T08:00:00.1234567Z',
    Type: 'SigninLogs',
    Category: 'SignInLogs',
    OperationName: 'Sign-in activity',
    Id: properties.id,
    ResultType: '50126',
    ResultDescription: 'Invalid username or password.',
    UserPrincipalName: 'amara@trust.nhs.uk',
    IPAddress: '203.0.113.9',
    AuthenticationRequirement: 'singleFactorAuthentication',
    DeviceDetail: '{"deviceId":"","operatingSystem":"Windows"}',
    NetworkLocationDetails: '[]',
  },
};

export const ordinarySignIn = {
  ...properties,
  authenticationRequirement: 'multiFactorAuthentication',
  status: { errorCode: 0 },
  deviceDetail: { deviceId: 'a1', displayName: 'WARD-07', trustType: 'Azure AD joined', isCompliant: true },
};

export const servicePrincipalSignIn = {
  time: '2026-03-01T08:00:00Z',
  category: 'ServicePrincipalSignInLogs',
  operationName: 'Sign-in activity',
  resultType: '0',
  callerIpAddress: '198.51.100.7',
  properties: {
    id: 'b',
    servicePrincipalName: 'backup-agent',
    ipAddress: '198.51.100.7',
    status: { errorCode: 0 },
  },
};

export const leakedCredentials = {
  id: 'c',
  requestId: null,
  riskEventType: 'leakedCredentials',
  riskState: 'atRisk',
  riskLevel: 'high',
  detectionTimingType: 'offline',
  activityDateTime: '2026-03-01T08:00:00Z',
  detectedDateTime: '2026-03-01T09:00:00Z',
  ipAddress: '203.0.113.9',
  userPrincipalName: 'amara@trust.nhs.uk',
};

const roleAudit = {
  id: 'Directory_1',
  category: 'RoleManagement',
  result: 'success',
  resultReason: '',
  activityDisplayName: 'Add member to role',
  activityDateTime: '2026-03-01T08:00:00.1234567Z',
  loggedByService: 'Core Directory',
  operationType: 'Assign',
  initiatedBy: {
    app: null,
    user: { id: 'x', userPrincipalName: 'admin@trust.nhs.uk', ipAddress: '203.0.113.9' },
  },
  targetResources: [
    {
      id: 'y',
      type: 'User',
      userPrincipalName: 'amara@trust.nhs.uk',
      modifiedProperties: [
        { displayName: 'Role.DisplayName', oldValue: null, newValue: '"Global Administrator"' },
        {
          displayName: 'Role.TemplateId',
          oldValue: null,
          newValue: '"62e90394-69f5-4237-9190-012177145e10"',
        },
      ],
    },
  ],
  additionalDetails: [{ key: 'User-Agent', value: 'Mozilla/5.0' }],
};
const inMonitor = (record: object, operationName: string) => ({
  time: '2026-03-01T08:00:00.1234567Z',
  resourceId: '/tenants/8a7d/providers/Microsoft.aadiam',
  operationName,
  category: 'AuditLogs',
  resultSignature: 'None',
  callerIpAddress: '203.0.113.9',
  identity: 'Admin',
  properties: record,
});

export const roleGiven: Record<string, object> = {
  'Graph API': roleAudit,
  'Azure Monitor': inMonitor(roleAudit, 'Add member to role'),
};

const firewall = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/fw';
export const firewallDeleted: Record<string, object> = {
  'Azure Monitor': {
    time: '2026-03-01T08:00:00.1234567Z',
    resourceId: firewall.toUpperCase(),
    operationName: 'MICROSOFT.NETWORK/AZUREFIREWALLS/DELETE',
    category: 'Administrative',
    resultType: 'Success',
    callerIpAddress: '203.0.113.9',
    identity: {
      claims: { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': 'admin@trust.nhs.uk' },
    },
    properties: {
      eventCategory: 'Administrative',
      entity: firewall,
      message: 'Microsoft.Network/azureFirewalls/delete',
    },
  },
  'management API': {
    eventTimestamp: '2026-03-01T08:00:00.1234567Z',
    eventDataId: 'z',
    caller: 'admin@trust.nhs.uk',
    category: { value: 'Administrative', localizedValue: 'Administrative' },
    operationName: {
      value: 'Microsoft.Network/azureFirewalls/delete',
      localizedValue: 'Delete Azure Firewall',
    },
    resourceProviderName: { value: 'Microsoft.Network', localizedValue: 'Microsoft.Network' },
    resourceId: firewall,
    httpRequest: { clientIpAddress: '203.0.113.9', method: 'DELETE' },
  },
  'Log Analytics': {
    TimeGenerated: '2026-03-01T08:00:00.1234567Z',
    Type: 'AzureActivity',
    OperationNameValue: 'MICROSOFT.NETWORK/AZUREFIREWALLS/DELETE',
    CategoryValue: 'Administrative',
    ResourceProviderValue: 'MICROSOFT.NETWORK',
    Caller: 'admin@trust.nhs.uk',
    CallerIpAddress: '203.0.113.9',
    ResourceId: firewall,
  },
};

const loggedIn = {
  CreationTime: '2026-03-01T08:00:00',
  Id: 'a3bdc22e-6587-4ea7-b90a-28279cae8c00',
  Operation: 'UserLoggedIn',
  OrganizationId: '8a7d',
  RecordType: 15,
  ResultStatus: 'Success',
  UserKey: 'k',
  UserType: 0,
  Version: 1,
  Workload: 'AzureActiveDirectory',
  ClientIP: '203.0.113.9:50022',
  ObjectId: '0000000a-0000-0000-c000-000000000000',
  UserId: 'amara@trust.nhs.uk',
  ApplicationId: '9ba1a5c7-f17a-4de9-a1f1-6178c8d51223',
  RequestType: 'Cmsi:Cmsi',
};
export const userLoggedIn: Record<string, object> = {
  'Management API': loggedIn,
  'Purview, AuditData as text': {
    RecordId: loggedIn.Id,
    CreationDate: '2026-03-01T08:00:00.0000000Z',
    RecordType: '15',
    Operation: 'UserLoggedIn',
    UserId: 'amara@trust.nhs.uk',
    AuditData: JSON.stringify(loggedIn),
  },
  'Search-UnifiedAuditLog': {
    RunspaceId: 'r',
    RecordType: 'AzureActiveDirectoryStsLogon',
    CreationDate: '/Date(1772352000000)/',
    UserIds: 'amara@trust.nhs.uk',
    Operations: 'UserLoggedIn',
    AuditData: JSON.stringify(loggedIn),
    ResultIndex: 1,
  },
};

const device = {
  Timestamp: '2026-03-01T08:00:00.123Z',
  DeviceId: '5f2c',
  DeviceName: 'WARD-07.trust.local',
  ReportId: 4711,
  InitiatingProcessAccountDomain: 'TRUST',
  InitiatingProcessAccountName: 'amara',
  InitiatingProcessFileName: 'cmd.exe',
  InitiatingProcessFolderPath: 'c:\\windows\\system32\\cmd.exe',
  InitiatingProcessCommandLine: 'cmd.exe',
};
const started = {
  ...device,
  ActionType: 'ProcessCreated',
  FileName: 'vssadmin.exe',
  FolderPath: 'C:\\Windows\\System32\\vssadmin.exe',
  SHA1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  ProcessId: 612,
  ProcessCommandLine: 'vssadmin.exe delete shadows /all /quiet',
  ProcessVersionInfoOriginalFileName: 'VSSADMIN.EXE',
  ProcessIntegrityLevel: 'High',
  AccountDomain: 'TRUST',
  AccountName: 'amara',
};
const streamed = (table: string, record: object) => ({
  time: '2026-03-01T08:01:00Z',
  tenantId: '8a7d',
  operationName: 'Publish',
  category: `AdvancedHunting-${table}`,
  properties: record,
});
export const shadowsDeleted: Record<string, object> = {
  'a result of advanced hunting': started,
  'the streaming API': streamed('DeviceProcessEvents', started),
  Sentinel: { ...started, TenantId: '8a7d', Type: 'DeviceProcessEvents' },
};

export const defenderAlert = {
  id: 'da637',
  incidentId: '12',
  title: 'Suspicious remote session',
  severity: 'high',
  status: 'new',
  category: 'LateralMovement',
  serviceSource: 'microsoftDefenderForEndpoint',
  detectionSource: 'antivirus',
  createdDateTime: '2026-03-01T08:05:00Z',
  firstActivityDateTime: '2026-03-01T08:00:00Z',
  evidence: [
    { '@odata.type': '#microsoft.graph.security.deviceEvidence', deviceDnsName: 'WARD-07.trust.local' },
    { '@odata.type': '#microsoft.graph.security.userEvidence', userAccount: { accountName: 'amara' } },
  ],
};

/** A record of each log source, and the rule of SigmaHQ that was written for it. */
export const fires: [string, object][] = [
  ['Account Lockout', { ...properties, status: { errorCode: 50053, failureReason: 'Account is locked.' } }],
  ['Sign-ins by Unknown Devices', { ...properties, status: { errorCode: 0 } }],
  [
    'Application Using Device Code Authentication Flow',
    { ...properties, authenticationProtocol: 'deviceCode' },
  ],
  [
    'Sign-ins from Non-Compliant Devices',
    { ...monitor, properties: { ...properties, deviceDetail: { deviceId: 'a', isCompliant: false } } },
  ],
  [
    'Multifactor Authentication Denied',
    {
      ...properties,
      authenticationRequirement: 'multiFactorAuthentication',
      status: { errorCode: 500121, additionalDetails: 'MFA denied; user declined the authentication' },
    },
  ],
  [
    'Potential MFA Bypass Using Legacy Client Authentication',
    { ...properties, status: { errorCode: 0 }, userAgent: 'BAV2ROPC' },
  ],
  ['Users Added to Global or Device Admin Roles', roleAudit],
  ['Users Added to Global or Device Admin Roles', inMonitor(roleAudit, 'Add member to role')],
  [
    'CA Policy Removed by Non Approved Actor',
    inMonitor(
      { ...roleAudit, category: 'Policy', activityDisplayName: 'Delete conditional access policy' },
      'Delete conditional access policy',
    ),
  ],
  [
    'Multi Factor Authentication Disabled For User Account',
    {
      ...roleAudit,
      category: 'UserManagement',
      activityDisplayName: 'Update user',
      targetResources: [
        {
          modifiedProperties: [
            {
              displayName: 'StrongAuthenticationRequirement',
              oldValue: '[{"State":1}]',
              newValue: '[{"RelyingParty":"*","State":0}]',
            },
          ],
        },
      ],
    },
  ],
  [
    'End User Consent',
    {
      ...roleAudit,
      activityDisplayName: 'Consent to application',
      targetResources: [
        { modifiedProperties: [{ displayName: 'ConsentContext.IsAdminConsent', newValue: '"False"' }] },
      ],
    },
  ],
  ...Object.values(firewallDeleted).map((record): [string, object] => [
    'Azure Firewall Modified or Deleted',
    record,
  ]),
  ['Azure AD Account Credential Leaked', leakedCredentials],
  [
    'Anonymous IP Address',
    {
      time: '2026-03-01T08:00:00Z',
      category: 'UserRiskEvents',
      operationName: 'User Risk Detection',
      properties: { ...leakedCredentials, riskEventType: 'anonymizedIPAddress' },
    },
  ],
  [
    'Disabling Multi Factor Authentication',
    { ...loggedIn, Operation: 'Disable Strong Authentication.', RecordType: 8 },
  ],
  [
    'New Federated Domain Added - Exchange',
    {
      ...loggedIn,
      Workload: 'Exchange',
      Operation: 'Add-FederatedDomain',
      RecordType: 1,
      ResultStatus: 'True',
    },
  ],
  [
    'Microsoft 365 - Potential Ransomware Activity',
    {
      ...loggedIn,
      Workload: 'SecurityComplianceCenter',
      Operation: 'AlertTriggered',
      Name: 'Potential ransomware activity',
      RecordType: 40,
      ResultStatus: undefined,
    },
  ],
  [
    'Activity from Suspicious IP Addresses',
    {
      ...defenderAlert,
      title: 'Activity from suspicious IP addresses',
      serviceSource: 'microsoftDefenderForCloudApps',
    },
  ],
  ...Object.values(shadowsDeleted).map((record): [string, object] => [
    'Shadow Copies Deletion Using Operating Systems Utilities',
    record,
  ]),
  [
    'Windows Defender Service Disabled - Registry',
    streamed('DeviceRegistryEvents', {
      ...device,
      ActionType: 'RegistryValueSet',
      RegistryKey: 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\WinDefend',
      RegistryValueName: 'Start',
      RegistryValueType: 'Dword',
      RegistryValueData: '4',
    }),
  ],
  [
    'CobaltStrike Named Pipe',
    {
      ...device,
      ActionType: 'NamedPipeEvent',
      AdditionalFields: '{"PipeName":"\\\\Device\\\\NamedPipe\\\\MSSE-1234-server"}',
    },
  ],
  [
    'Antivirus - Password Dumper Signature',
    {
      ...device,
      ActionType: 'AntivirusDetection',
      AdditionalFields: '{"ThreatName":"HackTool:Win32/Mimikatz"}',
    },
  ],
];
