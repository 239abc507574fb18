/** One finding: what it says and why it fired on the left, the record it rests on to the right. */

import type { FindingDetail } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { findingQuery } from '../../data.ts';
import { Copy } from '../../parts/Copy.tsx';
import { LevelMark } from '../../parts/Marks.tsx';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { phone, useMedia } from '../../parts/useMedia.ts';
import { useNow, When } from '../../parts/When.tsx';
import { huntAround, huntTerm } from '../../words/hunt.ts';
import { sentence, supportWord, tacticWord } from '../../words/words.ts';
import { Feedback } from './Feedback.tsx';
import { NoRecord, TheModel, WhyUnusual } from './ModelSaid.tsx';
import { Record } from './Record.tsx';
import { Tune } from './Tune.tsx';
import { Why } from './Why.tsx';

export function FindingPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery(findingQuery(id));
  const small = useMedia(phone);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = data?.id;
  useEffect(() => {
    // On a phone the detail takes the list's place, so the reader must be taken along.
    if (small && shown !== undefined) heading.current?.focus();
  }, [small, shown]);
  return (
    <>
      <article className="pane pane-detail" aria-label="Finding">
        <PaneTools onClose={onClose} />
        {error && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading what="the finding" />}
        {data && (
          <>
            <header className="finding-head">
              <LevelMark level={data.level} strong />
              <h2 ref={heading} tabIndex={-1}>
                {data.title}
              </h2>
              <p>
                <When at={data.time} />
              </p>
            </header>
            <Facts finding={data} />
            {data.model ? <WhyUnusual finding={data} model={data.model} /> : <Why finding={data} />}
            <Feedback key={`${data.id} feedback`} finding={data} />
            <Touches finding={data} />
            {/* Filters hide what rules say; a model is told by feedback. */}
            {data.model === null && <Tune key={data.id} finding={data} />}
            {data.model ? <TheModel model={data.model} /> : <RuleAsWritten rule={data.rule} />}
          </>
        )}
      </article>
      {data && (data.event === null ? <NoRecord finding={data} /> : <Record finding={data} />)}
    </>
  );
}

function Facts({ finding }: { finding: FindingDetail }) {
  const tactics = finding.tags
    .filter((tag) => /^attack\.(?!t\d|s\d|g\d)/i.test(tag))
    .map((tag) => tag.slice(7));
  const techniques = finding.tags
    .filter((tag) => /^attack\.t\d/i.test(tag))
    .map((tag) => tag.slice(7).toUpperCase());
  return (
    <dl className="facts">
      {finding.incident !== null && (
        <div>
          <dt>Incident</dt>
          <dd>
            <Link to="/incidents/$id" params={{ id: finding.incident }}>
              Open the incident it belongs to
            </Link>
          </dd>
        </div>
      )}
      {finding.host !== null && (
        <div>
          <dt>Host</dt>
          <dd>
            <Link to="/findings" search={{ host: finding.host }}>
              {finding.host}
            </Link>
            <Copy value={finding.host} label="host" />
            <HuntLink field="host" value={finding.host} time={finding.time} />
          </dd>
        </div>
      )}
      {finding.account !== null && (
        <div>
          <dt>Account</dt>
          <dd>
            <Link to="/findings" search={{ account: finding.account }}>
              {finding.account}
            </Link>
            <Copy value={finding.account} label="account" />
            <HuntLink field="account" value={finding.account} time={finding.time} />
          </dd>
        </div>
      )}
      {(finding.source_address ?? finding.destination_address) !== null && (
        <div>
          <dt>Addresses</dt>
          <dd className="number">
            {finding.source_address ?? 'not recorded'}
            {finding.destination_address !== null &&
              ` to ${finding.destination_address}${finding.destination_port === null ? '' : `, port ${finding.destination_port}`}`}
          </dd>
        </div>
      )}
      {tactics.length > 0 && (
        <div>
          <dt>ATT&amp;CK</dt>
          <dd>
            {tactics.map(tacticWord).join(', ')}
            {techniques.length > 0 && <span className="muted"> {techniques.join(', ')}</span>}
          </dd>
        </div>
      )}
      <div>
        <dt>Finding id</dt>
        <dd className="mono">
          {finding.id}
          <Copy value={finding.id} label="finding id" />
        </dd>
      </div>
    </dl>
  );
}

/** To everything that was logged of it around the finding, not only what a rule fired on. */
function HuntLink({ field, value, time }: { field: string; value: string; time: string | null }) {
  return (
    <Link to="/hunt" search={{ q: huntTerm(field, value), ...huntAround(time) }} className="hunt-link">
      All its events<span className="visually-hidden"> ({field})</span>
    </Link>
  );
}

function Touches({ finding }: { finding: FindingDetail }) {
  const now = useNow() ?? Date.now();
  const { asset, services } = finding;
  const support = asset ? supportWord(asset.support_ends, now) : null;
  return (
    <section className="pane-section" aria-labelledby="touches">
      <h3 id="touches">What it touches</h3>
      {asset === null ? (
        <p>
          <strong className="unknown-word">Not in the estate.</strong> Nobody can say which system or service
          depends on this host.
        </p>
      ) : (
        <>
          <p>
            <Link to="/estate" search={{ tab: 'assets', id: asset.id }}>
              {asset.hostname}
            </Link>
            , {sentence(asset.kind).toLowerCase()}, {asset.os}
            {asset.location !== '' && `, ${asset.location}`}
          </p>
          {support && support.state !== 'supported' && (
            <p className={`support support-${support.state}`}>Support: {support.text}</p>
          )}
          {services.length === 0 ? (
            <p className="muted">No clinical service is mapped to it.</p>
          ) : (
            <ul className="plain-list">
              {services.map((service) => (
                <li key={service.id}>
                  <strong>{service.name}</strong>:{' '}
                  {service.strength === 'stops' ? 'stops without it' : 'works worse without it'}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

function RuleAsWritten({ rule }: { rule: FindingDetail['rule'] }) {
  return (
    <section className="pane-section" aria-labelledby="rule">
      <h3 id="rule">The rule</h3>
      <p className="prose">{rule.description}</p>
      {rule.falsepositives.length > 0 && (
        <>
          <h4>Harmless causes to rule out</h4>
          <ul className="bullets">
            {rule.falsepositives.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </>
      )}
      {rule.references.length > 0 && (
        <>
          <h4>References</h4>
          <ul className="bullets wrap-anywhere">
            {rule.references.map((reference) => (
              <li key={reference}>{reference}</li>
            ))}
          </ul>
        </>
      )}
      <p className="rule-id">
        <span className="muted">{rule.author ?? 'Author not given'}</span>{' '}
        <Link to="/findings" search={{ rule: rule.id }}>
          All findings of this rule
        </Link>
      </p>
      <p className="mono wrap-anywhere">
        {rule.id}
        <Copy value={rule.id} label="rule id" />
      </p>
      {rule.source !== '' && (
        <details className="twin">
          <summary>The rule as written</summary>
          <pre className="code">{rule.source}</pre>
        </details>
      )}
    </section>
  );
}
