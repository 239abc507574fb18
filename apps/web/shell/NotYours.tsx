/** In place of a page that one's roles do not open: which would, and whom to ask. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { rolesQuery } from '../data.ts';
import { useSession } from '../session.ts';
import { actionWord } from '../words/access.ts';
import type { Place } from './places.ts';

export function NotYours({ place }: { place: Place }) {
  const { roles } = useSession();
  const { data } = useQuery(rolesQuery);
  const would = data?.items.filter(({ actions }) => place.actions.some((one) => actions.includes(one)));
  return (
    <div className="page">
      <h1>{place.word}</h1>
      <p>
        <strong>Your roles do not open this page.</strong>{' '}
        {roles.length === 0 ? 'You have none here.' : `You are here as: ${roles.join(', ')}.`}
      </p>
      <p>
        It needs leave to {place.actions.map((one) => actionWord(one).toLowerCase()).join(', or to ')}.
        {would && would.length > 0 && ` These have it: ${would.map(({ name }) => name).join(', ')}.`}
      </p>
      <p>
        If it is your work, ask an administrator of Cordon for one of these roles.{' '}
        <Link to="/me">What you have now</Link>
      </p>
    </div>
  );
}
