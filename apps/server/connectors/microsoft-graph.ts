/**
 * Microsoft Graph: security alerts, sign-ins and changes to the directory, as the application that an administrator registered and gave
 * leave to read them (SecurityAlert.Read.All; AuditLog.Read.All).
 *
 * Source: https://learn.microsoft.com/graph/api/security-list-alerts_v2, signin-list, directoryaudit-list, and
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
 */
import { z } from 'zod';
import { Secret } from '../stores-settings.ts';
import { Address, type Ask, type Connector, common, PullError } from './connector.ts';
import { jsonOf, pullPages, valueAt } from './paged.ts';

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
  tenant: z
    .string()
    .regex(/^[\w.-]+$/)
    .describe('its id, or a name of its own'),
  client: z.string().min(1).describe('id of the registered application'),
  secret: Secret,
  days: z.number().min(0).max(30).default(1).describe('how far back the first run reaches'),
  graph: Address.default('https://graph.microsoft.com').describe('another one in a national cloud'),
  login: Address.default('https://login.microsoftonline.com').describe('another one in a national cloud'),
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
          const token = await tokenOf(settings, context.secret(settings.secret), context.ask);
          return { authorization: `Bearer ${token}` };
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

async function tokenOf(settings: Settings, secret: string, ask: Ask): Promise<string> {
  const { login, tenant, client, graph } = settings;
  const { text } = await ask(new URL(`/${tenant}/oauth2/v2.0/token`, login).href, {
    form: {
      grant_type: 'client_credentials',
      client_id: client,
      client_secret: secret,
      scope: `${new URL(graph).origin}/.default`,
    },
  });
  const token = valueAt(jsonOf(text), '/access_token');
  if (typeof token !== 'string') throw new PullError('signing in gave no token');
  return token;
}
