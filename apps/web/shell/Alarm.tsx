/** Break-glass was used and nobody has looked into it: said to everybody who may know, on every page, until somebody has. */
import { Link } from '@tanstack/react-router';
import { When } from '../parts/When.tsx';
import { useMay, useSession } from '../session.ts';

const shown = 3;

export function Alarm() {
  const { break_glass } = useSession();
  const may = useMay();
  if (break_glass.length === 0) return null;
  const more = break_glass.length - shown;
  return (
    <div className="alarm" role="alert">
      {break_glass.slice(0, shown).map(({ id, name, because, at, review_due }) => {
        const overdue = Date.parse(review_due) < Date.now();
        return (
          <p key={id}>
            <strong>Break-glass was used by {name}</strong>, <When at={at} show="minute" />: {because}{' '}
            <strong className={overdue ? 'alarm-overdue' : undefined}>
              {overdue ? 'Its review was due ' : 'Review due '}
              <When at={review_due} show="minute" />.
            </strong>{' '}
            <Link to="/access" search={{ tab: 'break-glass' }} className="alarm-link">
              {may('break-glass.review') ? 'Review it' : 'See it'}
            </Link>
          </p>
        );
      })}
      {more > 0 && <p>And {more} more.</p>}
    </div>
  );
}
