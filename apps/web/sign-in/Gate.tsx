/** Decides what is shown at all: the console to whoever is signed in, and to others a way to be. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { sessionQuery } from '../data.ts';
import { Loading, Problem } from '../parts/States.tsx';
import { identityOf, SessionContext } from '../session.ts';
import { Frame } from './Frame.tsx';
import { LinkPage } from './LinkPage.tsx';
import { SignInPage } from './SignInPage.tsx';
import { StepUp } from './StepUp.tsx';

interface GateProps {
  /** The secret of a link that was opened. */
  link: string | null;
  children: ReactNode;
}

export function Gate({ link: opened, children }: GateProps) {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const [link, setLink] = useState(opened);
  const wasIn = useRef(false);
  const ends = session?.state === 'signed-in' ? session.ends : null;

  useEffect(() => {
    if (ends === null) return;
    wasIn.current = true;
    // Nothing need be asked for it to be over: what is on screen goes when it is.
    const timer = setTimeout(() => void refetch(), Math.max(0, Date.parse(ends) - Date.now()) + 1_000);
    return () => clearTimeout(timer);
  }, [ends, refetch]);

  if (!session)
    return (
      <Frame title="Cordon">
        {error ? (
          <Problem error={error} retry={() => void refetch()} />
        ) : (
          <Loading what="whether you are signed in" />
        )}
      </Frame>
    );
  if (link !== null) return <LinkPage link={link} session={session} onDone={() => setLink(null)} />;
  if (session.state === 'signed-out') return <SignInPage session={session} ended={wasIn.current} />;
  return (
    <SessionContext key={identityOf(session)} value={session}>
      {children}
      <StepUp />
    </SessionContext>
  );
}
