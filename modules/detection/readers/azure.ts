/**
 * Entra ID and Azure: sign-ins, directory audit, risk detections and Azure's activity log, as Graph gives
 * them, as Azure Monitor writes them (`category` and `properties`), and as tables of Log Analytics.
 */
import type { Event, FieldValue, Json } from '../model.ts';
import { CloudEvent, type CloudKind, derivedFields } from './cloud.ts';
import { isObject, type JsonObject } from './fields.ts';
import { namedSource } from './sources.ts';

type Get = (path: string) => Json | undefined;

/** Sigma's service for each category of diagnostic settings, and for each table of Log Analytics. */
const SERVICE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    signinlogs: 'signinlogs',
    noninteractiveusersigninlogs: 'signinlogs',
    serviceprincipalsigninlogs: 'signinlogs',
    managedidentitysigninlogs: 'signinlogs',
    adfssigninlogs: 'signinlogs',
    aadnoninteractiveusersigninlogs: 'signinlogs',
    aadserviceprincipalsigninlogs: 'signinlogs',
    aadmanagedidentitysigninlogs: 'signinlogs',
    auditlogs: 'auditlogs',
    userriskevents: 'riskdetection',
    serviceprincipalriskevents: 'riskdetection',
    aaduserriskevents: 'riskdetection',
    aadserviceprincipalriskevents: 'riskdetection',
    azureactivity: 'activitylogs',
  }),
);

/** Categories of the activity log are everyday words, so the resource must be one of a subscription. */
const ACTIVITY =
  /^(?:administrative|security|servicehealth|alert|recommendation|policy|autoscale|resourcehealth)$/i;
const SUBSCRIPTION = /^\/subscriptions\//i;

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const errorCode = (get: Get): string | undefined => text(get('status.errorCode')) ?? text(get('resultType'));

/** How somebody signed in, in the words of SigmaHQ's rules. */
const FLOW: ReadonlyMap<string, string> = new Map([
  ['devicecode', 'Device Code'],
  ['ropc', 'ROPC'],
]);

const signIn: CloudKind = {
  format: 'azure',
  time: ['createdDateTime', 'time', 'TimeGenerated'],
  id: ['id'],
  host: ['deviceDetail.displayName'],
  account: ['userPrincipalName', 'servicePrincipalName', 'identity'],
  sourceAddress: ['ipAddress', 'callerIpAddress'],
  derived: derivedFields({
    resulttype: (get) => errorCode(get),
    resultdescription: (get) => text(get('status.failureReason')) ?? text(get('resultDescription')),
    status(get) {
      const code = errorCode(get);
      if (code === undefined) return undefined;
      const details = text(get('status.additionalDetails'));
      const outcome = code === '0' ? 'Success' : 'Failure';
      return details === undefined ? outcome : [outcome, details];
    },
    clientapp: (get) => text(get('clientAppUsed')),
    username: (get) => text(get('userPrincipalName')),
    // An empty list is a value here: nobody has named the place it came from.
    networklocationdetails(get) {
      const value = get('networkLocationDetails');
      return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
    },
    'properties.message': (get) => FLOW.get((text(get('authenticationProtocol')) ?? '').toLowerCase()),
  }),
};

/** What changed is a list of name and values; Microsoft writes the values as JSON text. */
function changed(get: Get, name: string): FieldValue | undefined {
  const resources = get('targetResources.modifiedProperties');
  for (const item of Array.isArray(resources) ? resources.flat() : [resources]) {
    if (isObject(item) && item.displayName === name) return String(item.newValue ?? '').replaceAll('"', '');
  }
  return undefined;
}

function detail(get: Get, name: string): FieldValue | undefined {
  const details = get('additionalDetails');
  for (const item of Array.isArray(details) ? details : []) {
    if (isObject(item) && text(item.key)?.toLowerCase() === name) return text(item.value);
  }
  return undefined;
}

const activityName = (get: Get) => text(get('activityDisplayName')) ?? text(get('operationName'));

const audit: CloudKind = {
  format: 'azure',
  time: ['activityDateTime', 'time', 'TimeGenerated'],
  id: ['id'],
  account: ['initiatedBy.user.userPrincipalName', 'initiatedBy.app.displayName', 'identity'],
  sourceAddress: ['initiatedBy.user.ipAddress', 'callerIpAddress'],
  derived: derivedFields({
    operationname: activityName,
    activitydisplayname: activityName,
    activitytype: activityName,
    'properties.message': activityName,
    status: (get) => text(get('result')),
    failure_status_reason: (get) => text(get('resultReason')) ?? text(get('resultDescription')),
    'consentcontext.isadminconsent': (get) => changed(get, 'ConsentContext.IsAdminConsent'),
    'additionaldetails.additionalinfo': (get) => detail(get, 'additionalinfo'),
  }),
};

const risk: CloudKind = {
  format: 'azure',
  time: ['activityDateTime', 'detectedDateTime', 'time', 'TimeGenerated'],
  id: ['id'],
  account: ['userPrincipalName', 'servicePrincipalDisplayName'],
  sourceAddress: ['ipAddress'],
  derived: derivedFields({ riskeventtype: (get) => text(get('riskEventType')) ?? text(get('riskType')) }),
};

/** The management API wraps words as `{ value, localizedValue }`. */
const word = (get: Get, ...paths: readonly string[]): string | undefined => {
  for (const path of paths) {
    const value = text(get(`${path}.value`)) ?? text(get(path));
    if (value !== undefined) return value;
  }
  return undefined;
};
const operation = (get: Get) => word(get, 'operationName', 'operationNameValue');

const activity: CloudKind = {
  format: 'azure',
  time: ['eventTimestamp', 'time', 'TimeGenerated'],
  id: ['eventDataId', 'correlationId'],
  account: [
    'caller',
    'identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
    'claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
    'identity.claims.name',
    'identity.claims.appid',
  ],
  sourceAddress: ['callerIpAddress', 'httpRequest.clientIpAddress', 'claims.ipaddr'],
  derived: derivedFields({
    operationname: operation,
    operationnamevalue: operation,
    categoryvalue: (get) => word(get, 'category', 'categoryValue'),
    resourceprovidervalue: (get) =>
      word(get, 'resourceProviderName', 'resourceProviderValue') ?? operation(get)?.split('/')[0],
    status: (get) => word(get, 'status', 'resultType', 'activityStatusValue'),
  }),
};

const KIND_OF: Readonly<Record<string, CloudKind>> = {
  signinlogs: signIn,
  auditlogs: audit,
  riskdetection: risk,
  activitylogs: activity,
};

/** Sigma's service of a record, or undefined when it is none of Azure's. */
function serviceOf(record: JsonObject): string | undefined {
  // Azure Monitor writes `category`, Log Analytics `Type` (the table) or `Category`.
  if ((record.time ?? record.TimeGenerated) !== undefined) {
    for (const name of [record.category, record.Type, record.Category]) {
      const service = typeof name === 'string' ? SERVICE_OF.get(name.toLowerCase()) : undefined;
      if (service !== undefined) return service;
    }
  }
  const category = isObject(record.category) ? record.category.value : record.category;
  const resource = record.resourceId ?? record.ResourceId;
  if (
    typeof category === 'string' &&
    typeof resource === 'string' &&
    ACTIVITY.test(category) &&
    SUBSCRIPTION.test(resource)
  )
    return 'activitylogs';
  if (
    record.createdDateTime !== undefined &&
    isObject(record.status) &&
    record.status.errorCode !== undefined
  )
    return 'signinlogs';
  if (record.activityDateTime !== undefined && record.activityDisplayName !== undefined) return 'auditlogs';
  if (record.riskEventType !== undefined && record.riskState !== undefined) return 'riskdetection';
  return undefined;
}

export function azureEvent(file: string, line: string | number, record: JsonObject): Event | undefined {
  const service = serviceOf(record);
  const kind = service === undefined ? undefined : KIND_OF[service];
  if (kind === undefined) return undefined;
  return new CloudEvent(namedSource('azure', { product: 'azure', service }), file, line, record, kind);
}
