/**
 * Signing in to services of Microsoft as an application that an administrator registered (client credentials).
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
 */
import { z } from 'zod';
import { Secret } from '../stores-settings.ts';
import { Address, type Ask, AskError } from './connector.ts';
import { jsonOf, valueAt } from './paged.ts';

/** Settings of whatever signs in so. */
export const application = {
  tenant: z
    .string()
    .regex(/^[\w.-]+$/)
    .describe('its id, or a name of its own'),
  client: z.string().min(1).describe('id of the registered application'),
  secret: Secret,
  login: Address.default('https://login.microsoftonline.com').describe('another one in a national cloud'),
};

interface Application {
  login: string;
  tenant: string;
  client: string;
  /** The address of what is asked, by which Microsoft knows it. */
  resource: string;
}

/** The headers to show to it. */
export async function signIn(
  { login, tenant, client, resource }: Application,
  secret: string,
  ask: Ask,
): Promise<Record<string, string>> {
  const { text } = await ask(new URL(`/${tenant}/oauth2/v2.0/token`, login).href, {
    form: {
      grant_type: 'client_credentials',
      client_id: client,
      client_secret: secret,
      scope: `${new URL(resource).origin}/.default`,
    },
  });
  const token = valueAt(jsonOf(text), '/access_token');
  if (typeof token !== 'string') throw new AskError('signing in gave no token');
  return { authorization: `Bearer ${token}` };
}
