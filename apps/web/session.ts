/** Who is signed in here and what they may do, as the server says. */
import type { SessionView } from '@cordon/server/api';
import { createContext, useContext } from 'react';

export type SignedIn = Extract<SessionView, { state: 'signed-in' }>;
export type SignedOut = Extract<SessionView, { state: 'signed-out' }>;

export const SessionContext = createContext<SignedIn | null>(null);

/** Nothing that uses it is on screen while nobody is signed in. */
export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Only a page that is shown to somebody signed in knows who that is.');
  return session;
}

/** What is not allowed is not offered. The server decides again, whatever is shown. */
export function useMay(): (action: string) => boolean {
  const { actions } = useSession();
  return (action) => actions.includes(action);
}

/** What may be on screen belongs to one person in one organisation; to any other it must not be shown. */
export const identityOf = (session: SessionView | undefined): string =>
  session?.state === 'signed-in' ? `${session.person.id} ${session.organisation}` : 'nobody';
