/** The nouns of people and of signing in. */
import { z } from 'zod';

const Name = z.string().trim().min(2).max(100);
/** Usually an e-mail address; compared without regard to case. */
export const Account = z
  .string()
  .trim()
  .toLowerCase()
  .min(2)
  .max(200)
  .regex(/^[\w.@+'-]+$/, "letters, digits and . _ @ + - ' only");

export const Membership = z.object({ org: z.string().max(100), role: z.string().max(100) });
export type Membership = z.infer<typeof Membership>;

/** How somebody showed that it is them, as the ledger says it. */
export const methods = [
  'passkey',
  'code and TOTP',
  'code and recovery code',
  'organisation account',
  'break-glass',
  'demonstration link',
] as const;
export const Method = z.enum(methods);
export type Method = z.infer<typeof Method>;

export const Person = z.object({
  id: z.string(),
  name: z.string(),
  account: z.string(),
  state: z.enum(['invited', 'active', 'disabled']),
  memberships: z.array(Membership),
  ways: z
    .object({ passkeys: z.number().int(), code: z.boolean(), organisation_account: z.boolean() })
    .describe('how they can sign in'),
  last_seen: z.string().nullable(),
  created: z.string(),
  created_by: z.string(),
});
export type Person = z.infer<typeof Person>;

/** GET /api/v1/people */
export const PeopleList = z.object({
  items: z.array(Person),
  roles: z.array(z.object({ id: z.string(), name: z.string(), does: z.string() })),
  organisations: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type PeopleList = z.infer<typeof PeopleList>;

export const PersonRequest = z.object({
  name: Name,
  account: Account,
  memberships: z.array(Membership).min(1).max(50),
});
export type PersonRequest = z.infer<typeof PersonRequest>;

/** The only answer that ever holds the link. */
export const Invited = z.object({ person: Person, link: z.string(), ends: z.string() });
export type Invited = z.infer<typeof Invited>;

/** GET /api/v1/session : who one is, and what one may do, as far as the console needs to know. Answers everybody. */
export const SessionView = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('signed-out'),
    /** Nobody can sign in yet: the link that the terminal printed sets up the first person. */
    first_run: z.boolean(),
    /** The sample hospital: the link that the terminal printed opens it. */
    demonstration: z.boolean(),
    organisation_accounts: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
  z.object({
    state: z.literal('signed-in'),
    person: z.object({ id: z.string(), name: z.string(), account: z.string() }),
    method: Method,
    roles: z.array(z.string()).describe('their names, in the organisation on screen'),
    organisation: z.string(),
    organisations: z.array(z.object({ id: z.string(), name: z.string() })),
    actions: z.array(z.string()).describe('what may be done, with stepping up where that is needed'),
    stepped_up_until: z.string().nullable(),
    ends: z.string(),
    ways: Person.shape.ways,
    /** Uses that nobody has reviewed, for those who may see them. */
    break_glass: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        because: z.string(),
        at: z.string(),
        review_due: z.string(),
      }),
    ),
  }),
]);
export type SessionView = z.infer<typeof SessionView>;

/** What the browser's own dialog is opened with, and the ceremony to answer to. Options as WebAuthn Level 3 serialises them. */
export const Ceremony = z.object({ ceremony: z.string(), options: z.record(z.string(), z.json()) });
export type Ceremony = z.infer<typeof Ceremony>;

const id = z.string().max(1_000);
/** PublicKeyCredential.toJSON(), WebAuthn Level 3; what is in it is checked by the library that verifies it. */
export const PasskeyAnswer = z.object({
  ceremony: z.string().max(64),
  response: z.object({
    id,
    rawId: id,
    type: z.literal('public-key'),
    response: z.record(z.string().max(50), z.json()),
    clientExtensionResults: z.record(z.string(), z.json()).default({}),
    authenticatorAttachment: z.string().max(50).optional(),
  }),
});
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;

/** What its person calls it, to know it from their others. */
export const PasskeyName = z.string().trim().min(1).max(60);

/** Who is setting something up: a link's bearer, with the name and account of the first person of all where nobody is known yet. */
export const SetUp = z.object({
  link: z.string().max(200),
  name: Name.optional(),
  account: Account.optional(),
});
export type SetUp = z.infer<typeof SetUp>;

/** What a link is for, before anything is done with it. */
export const LinkView = z.object({
  purpose: z.enum(['first-run', 'invitation', 'demonstration']),
  name: z.string().nullable(),
  account: z.string().nullable(),
});
export type LinkView = z.infer<typeof LinkView>;

/** A code, and what a device needs for the changing one. Shown once. */
export const CodeOffer = z.object({
  ceremony: z.string(),
  code: z.string(),
  totp_uri: z.string().describe('otpauth://'),
  totp_secret: z.string().describe('base32, for typing'),
  qr: z.array(z.string()).describe('rows of 0 and 1'),
  recovery_codes: z.array(z.string()),
});
export type CodeOffer = z.infer<typeof CodeOffer>;

export const Otp = z
  .string()
  .transform((text) => text.replace(/[\s-]/g, ''))
  .pipe(z.string().min(6).max(40));

export const CodeSignIn = z.object({ account: Account, code: z.string().max(100), otp: Otp });
export type CodeSignIn = z.infer<typeof CodeSignIn>;

export const BreakGlass = z.object({
  name: Name,
  because: z.string().trim().min(10).max(500),
  code: z.string().max(100),
});
export type BreakGlass = z.infer<typeof BreakGlass>;

export const BreakGlassView = z.object({
  unused: z.number().int().describe('codes that work'),
  codes: z.array(
    z.object({
      id: z.string(),
      made: z.string(),
      made_by: z.string(),
      state: z.enum(['works', 'used', 'withdrawn']),
    }),
  ),
  uses: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      because: z.string(),
      at: z.string(),
      review_due: z.string(),
      overdue: z.boolean(),
      reviewed: z.string().nullable(),
      reviewed_by: z.string().nullable(),
      review: z.string().nullable(),
    }),
  ),
});
export type BreakGlassView = z.infer<typeof BreakGlassView>;

/** GET /api/v1/me */
export const Me = z.object({
  passkeys: z.array(
    z.object({ id: z.string(), name: z.string(), created: z.string(), last_used: z.string().nullable() }),
  ),
  code: z.object({ created: z.string(), recovery_codes_left: z.number().int() }).nullable(),
  sessions: z.array(
    z.object({
      id: z.string(),
      method: Method,
      browser: z.string(),
      created: z.string(),
      seen: z.string(),
      ends: z.string(),
      this: z.boolean(),
    }),
  ),
});
export type Me = z.infer<typeof Me>;
