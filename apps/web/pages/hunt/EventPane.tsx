/** One event: what every event has, and its record as fields and as it is kept. */

import type { HuntPage } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Copy } from '../../parts/Copy.tsx';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Patients } from '../../parts/Patients.tsx';
import { phone, useMedia } from '../../parts/useMedia.ts';
import { When } from '../../parts/When.tsx';
import { flatten } from '../../words/flatten.ts';
import { huntAround, huntTerm } from '../../words/hunt.ts';
import { WhyNot } from './WhyNot.tsx';

type HuntedEvent = HuntPage['items'][number];

export function EventPane({ event, onClose }: { event: HuntedEvent; onClose: () => void }) {
  const small = useMedia(phone);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another event is what the reader must be taken to.
  useEffect(() => {
    if (small) heading.current?.focus();
  }, [small, event.id]);
  return (
    <article className="pane pane-detail" aria-label="Event">
      <PaneTools onClose={onClose} />
      <header className="finding-head">
        <h2 ref={heading} tabIndex={-1}>
          {event.source}
        </h2>
        <p>
          <When at={event.time} />
        </p>
      </header>
      <dl className="facts">
        <Fact name="Host" field="host" value={event.host} time={event.time} />
        <Fact name="Account" field="account" value={event.account} time={event.time} />
        <Fact name="From" field="ip" value={event.src} time={event.time} />
        <Fact name="To" field="ip" value={event.dst} time={event.time} />
        <div>
          <dt>File</dt>
          <dd>
            {event.file}, record {event.record_id} <span className="muted">{event.format}</span>
          </dd>
        </div>
      </dl>
      <WhyNot key={event.id} event={event} />
      <section className="pane-section" aria-labelledby="hunt-record">
        <h3 id="hunt-record">
          The record <Copy value={event.record} label="record as JSON" />
        </h3>
        {event.cut && <p className="muted">It is longer than a page shows: this is its beginning.</p>}
        <Patients key={event.id} where="hunt" record={event.record}>
          {(record, beside) => (
            <>
              {beside}
              <Fields record={record} />
            </>
          )}
        </Patients>
      </section>
    </article>
  );
}

interface FactProps {
  name: string;
  field: string;
  value: string | null;
  time: string | null;
}

/** Each leads to what else happened there, an hour either side. */
function Fact({ name, field, value, time }: FactProps) {
  if (value === null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Link to="/hunt" search={{ q: huntTerm(field, value), ...huntAround(time) }}>
          {value}
        </Link>
        <Copy value={value} label={name.toLowerCase()} />
      </dd>
    </div>
  );
}

function Fields({ record }: { record: string }) {
  const parsed = parse(record);
  if (parsed === undefined) return <pre className="code">{record}</pre>;
  const { leaves, cut } = flatten(parsed);
  return (
    <>
      <table className="table fields">
        <caption className="visually-hidden">Fields of the record</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {leaves.map(({ path, value }) => (
            <tr key={path}>
              <th scope="row">{path}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {cut && <p className="muted">The record is longer than this table; below is all of it.</p>}
      <details className="twin">
        <summary>The record as it is kept</summary>
        <pre className="code">{JSON.stringify(parsed, null, 2)}</pre>
      </details>
    </>
  );
}

function parse(record: string): unknown {
  try {
    return JSON.parse(record);
  } catch {
    return undefined;
  }
}
