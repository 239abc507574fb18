/**
 * Microsoft Graph: security alerts, sign-ins and changes to the directory, as the application that an administrator registered and gave
 * leave to read them (SecurityAlert.Read.All; AuditLog.Read.All).
 *
 * Source: https://learn.microsoft.com/graph/api/security-list-alerts_v2, signin-list, directoryaudit-list.
 */
import { z } from 'zod';
import { Address, type Connector, common } from './connector.ts';
import { application, signIn } from './microsoft-sign-in.ts';
import { pullPages, valueAt } from './paged.ts';

/** Where each log is, when its records were, and how late they come, in seconds. */
const logs = {
  alerts: { path: 'security/alerts_v2', time: 'lastUpdateDateTime', overlap: 300 },
  'sign-ins': { path: 'auditLogs/signIns', time: 'createdDateTime', overlap: 3_600 },
  'directory-audits': { path: 'auditLogs/directoryAudits', time: 'activityDateTime', overlap: 3_600 },
} as const;

const Settings = z.strictObject({
  kind: z.literal('microsoft-graph'),
  ...common,
  logs: z.enum(['alerts', 'sign-ins', 'directory-audits']),
  ...application,
  days: z.number().min(0).max(30).default(1).describe('how far back the first run reaches'),
  graph: Address.default('https://graph.microsoft.com').describe('another one in a national cloud'),
});
type Settings = z.infer<typeof Settings>;

export const microsoftGraph: Connector<Settings> = {
  settings: Settings,
  asks: ({ graph, login, tenant, logs, secret }) => ({
    origins: [new URL(graph).origin, new URL(login).origin],
    about: JSON.stringify([graph, tenant, logs]),
    secrets: [secret],
  }),
  pull({ settings, ...context }) {
    const { path, time, overlap } = logs[settings.logs];
    return pullPages(
      {
        items: '/value',
        time: `/${time}`,
        ...{ overlap, days: settings.days, goesOn: false },
        first(since) {
          const url = new URL(`/v1.0/${path}`, settings.graph);
          url.searchParams.set('$filter', `${time} ge ${since.toISOString()}`);
          return url.href;
        },
        async headers() {
          const { graph } = settings;
          return signIn({ ...settings, resource: graph }, context.secret(settings.secret), context.ask);
        },
        next(_, json) {
          const link = valueAt(json, '/@odata.nextLink');
          return typeof link === 'string' ? link : null;
        },
      },
      context,
    );
  },
};
