/** What the HTTP doors of people share. */
import type { Request } from '@cordon/platform/http';
import type { Organisations } from '../organisations.ts';
import type { Policy } from '../policy/policy.ts';
import type { BreakGlassDesk } from './break-glass.ts';
import type { Codes } from './codes.ts';
import type { Desk } from './desk.ts';
import type { Limits } from './limits.ts';
import type { PasskeyAnswer, SessionView } from './model.ts';
import type { By, PeopleNeeds, Place } from './needs.ts';
import type { Passkeys } from './passkeys.ts';
import type { People } from './people.ts';
import type { Session, Sessions } from './sessions.ts';

export interface AccessParts extends PeopleNeeds {
  people: People;
  sessions: Sessions;
  passkeys: Passkeys;
  codes: Codes;
  breakGlass: BreakGlassDesk;
  desk: Desk;
  limits: Limits;
  policy: Policy;
  organisations: Organisations;
  cookieName: string;
  cookieOf(request: Request): string;
  place(request: Request): Place;
  viewOf(session: Session | null, request: Request): Promise<SessionView>;
  /** Both put it on the ledger. */
  addPasskey(by: By, person: string, name: string, answer: PasskeyAnswer, place: Place): Promise<void>;
  addCode(by: By, person: string, ceremony: string, otp: string): Promise<void>;
  /** Break-glass was used or reviewed: everybody who looks is told now. */
  alarm(org: string): void;
}
