/** `sign_in:` in `cordon.yaml`: whose accounts people may sign in with, beside passkeys and codes. Pure. */
import type { OrganisationAccounts } from '@cordon/access';
import { z } from 'zod';
import { Secret } from './stores-settings.ts';

/** What is known of providers that hospitals have. */
const presets = {
  /**
   * Microsoft Entra ID: `acrs` is filled by Conditional Access, from an authentication context that asks for two factors; `acr` in the
   * settings names it, usually c1. https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context
   */
  entra: {
    scope: 'openid profile',
    account: 'preferred_username',
    claim: 'acrs',
    asked: '',
    accepted: ['c1'],
  },
  /** NHS Care Identity Service 2: AAL2 or better. https://digital.nhs.uk/services/care-identity-service */
  cis2: {
    scope: 'openid profile nhsperson',
    account: 'sub',
    claim: 'acr',
    asked: 'AAL2_OR_AAL3_ANY',
    accepted: ['AAL2_OR_AAL3_ANY', 'AAL2_ANY', 'AAL3_ANY'],
  },
  other: { scope: 'openid profile email', account: 'email', claim: 'acr', asked: '', accepted: [] },
} as const;

export const SignInSettings = z.strictObject({
  organisation_accounts: z
    .array(
      z
        .strictObject({
          id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower case letters, digits and dashes'),
          name: z.string().min(2).max(60).describe('on the button, e.g. "your trust account"'),
          preset: z.enum(['entra', 'cis2', 'other']).default('other'),
          issuer: z
            .url()
            .refine((text) => /^https:|^http:\/\/localhost[:/]/.test(text), 'give an https address')
            .refine(
              (text) => !/\/(common|organizations|consumers)\//.test(text),
              'name your own tenant: with this issuer anybody could sign in',
            ),
          client: z.string().min(1).describe('client id that the provider gave'),
          secret: Secret,
          account_claim: z
            .string()
            .optional()
            .describe('which claim names the account; each preset has its own'),
          acr: z
            .array(z.string().min(1))
            .min(1)
            .optional()
            .describe('what it must say of how they signed in, for two factors'),
        })
        .refine(({ preset, acr }) => preset !== 'other' || acr !== undefined, {
          path: ['acr'],
          message: 'say what the provider says of a sign-in with two factors',
        }),
    )
    .default([]),
});
export type SignInSettings = z.infer<typeof SignInSettings>;

/** @param secretOf reads a secret each time it is needed */
export const organisationAccountsOf = (
  { organisation_accounts }: SignInSettings,
  secretOf: (name: string, secret: Secret) => () => string,
): OrganisationAccounts[] =>
  organisation_accounts.map(({ id, name, preset, issuer, client, secret, account_claim, acr }) => {
    const { scope, account, claim, asked, accepted } = presets[preset];
    return {
      id,
      name,
      issuer,
      client,
      secret: secretOf(`sign_in.organisation_accounts.${id}.secret`, secret),
      scope,
      account: account_claim ?? account,
      assurance: { claim, asked: acr?.join(' ') ?? asked, accepted: acr ?? accepted },
    };
  });
