/** Who is asking: a person by the session in their cookie, a program by its token, the machine itself by its key. */
import type { Request } from '@cordon/platform/http';
import type { Known } from './gate.ts';
import { isMachineKey } from './holder.ts';
import type { Organisations } from './organisations.ts';
import type { Sessions } from './people/sessions.ts';
import type { Tokens } from './tokens/tokens.ts';

export interface RecogniseNeeds {
  sessions: Sessions;
  tokens: Tokens;
  organisations: Organisations;
  machineKey: string;
  cookieName: string;
}

export function createRecognise({ sessions, tokens, organisations, machineKey, cookieName }: RecogniseNeeds) {
  return async (request: Request): Promise<Known | null> => {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return isMachineKey(machineKey, bearer) ? holder(request) : program(bearer);
    const cookie = cookieIn(request, cookieName);
    const session =
      cookie === null
        ? null
        : await sessions.find(
            cookie,
            request.headers['user-agent'] ?? '',
            request.headers['cordon-idle'] !== undefined,
          );
    if (!session) return null;
    return {
      actor: { kind: 'person', name: session.person.name, proven: session.method },
      kind: 'person',
      session,
      steppedUp: session.steppedUpUntil !== null,
      holds(org) {
        const above = organisations.upFrom(org);
        return session.memberships.filter((held) => above.includes(held.org)).map(({ role }) => role);
      },
    };
  };

  function holder(request: Request): Known {
    const said = request.headers['cordon-by'];
    // Header values are ASCII; names are not.
    const name = typeof said === 'string' ? decodeURIComponent(said).trim().slice(0, 100) : '';
    return {
      actor: { kind: 'person', name: name || 'whoever holds the data folder', proven: 'data folder' },
      kind: 'person',
      session: null,
      steppedUp: true,
      holds: () => ['holder'],
    };
  }

  async function program(secret: string): Promise<Known | null> {
    const token = await tokens.find(secret);
    if (!token) return null;
    return {
      actor: { kind: 'program', name: token.name, proven: 'token' },
      kind: 'program',
      session: null,
      steppedUp: false,
      holds: (org) => (org === token.org ? token.scopes : []),
    };
  }
}

export function cookieIn(request: Request, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

/** Kept by the browser, shown only to this Cordon, out of reach of the page's own code. */
export const cookieText = (name: string, value: string, secure: boolean): string =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}${value === '' ? '; Max-Age=0' : ''}`;
