/** What a one-time link opens: the sample hospital at once, or a page to set up how somebody signs in. */
import type { SessionView } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ask, enter } from '../data.ts';
import { Loading, Problem } from '../parts/States.tsx';
import { Frame } from './Frame.tsx';
import { SetUp } from './SetUp.tsx';

interface LinkPageProps {
  link: string;
  session: SessionView;
  /** The link has done its work, or does none. */
  onDone(): void;
}

export function LinkPage({ link, session, onDone }: LinkPageProps) {
  const queries = useQueryClient();
  const look = useMutation({
    mutationFn: async () => {
      const found = await ask('POST /sign-in/link', { body: { link } });
      const entered =
        found.purpose === 'demonstration'
          ? await ask('POST /sign-in/demonstration', { body: { link } })
          : null;
      return { found, entered };
    },
    onSuccess: ({ entered }) => {
      if (!entered) return;
      enter(queries, entered);
      onDone();
    },
  });
  const { mutate, data, error } = look;
  const looked = useRef(false);
  useEffect(() => {
    // Once, whatever React does: a link may work no more than that.
    if (looked.current) return;
    looked.current = true;
    mutate();
  }, [mutate]);

  if (error)
    return (
      <Frame title="This link does not work">
        <h1>This link does not work</h1>
        <Problem error={error} />
        <button type="button" className="button" onClick={onDone}>
          {session.state === 'signed-in' ? 'Go to Cordon' : 'Go to signing in'}
        </button>
      </Frame>
    );
  if (!data || data.entered)
    return (
      <Frame title="Opening">
        <h1 className="visually-hidden">Opening the link</h1>
        <Loading what="what the link is for" />
      </Frame>
    );
  return (
    <Frame title="Set up how you sign in">
      <SetUp
        link={link}
        found={data.found}
        other={session.state === 'signed-in' ? session.person.name : null}
        onEntered={(entered) => {
          enter(queries, entered);
          onDone();
        }}
      />
    </Frame>
  );
}
