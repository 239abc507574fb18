/** Everything that is known of one asset: what to do and why, who feels it, who gets there, and who says what of it. */
import type { AssetView } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { supportLine } from '../../words/estate.ts';
import { plural, sentence, strengthWord, urgencyWord } from '../../words/words.ts';
import { AssetAccess } from './AssetAccess.tsx';
import { AssetFindings } from './AssetFindings.tsx';
import { AssetSources } from './AssetSources.tsx';
import { AssetVulnerabilities } from './AssetVulnerabilities.tsx';
import { Decided } from './Decided.tsx';
import type { EstateIndex } from './estate-index.ts';
import { Meanwhile } from './Meanwhile.tsx';
import { Section } from './Section.tsx';
import { HowSoon } from './Weight.tsx';

interface AssetStoryProps {
  index: EstateIndex;
  view: AssetView;
  /** It has the page for itself. */
  page?: boolean;
}

export function AssetStory({ index, view, page = false }: AssetStoryProps) {
  const { asset } = view;
  const Heading = page ? 'h1' : 'h2';
  return (
    <>
      <header className="finding-head">
        <p>{asset.kind === 'unknown' ? 'Nobody has said what it is' : sentence(asset.kind)}</p>
        <Heading className="detail-title">{asset.hostname}</Heading>
      </header>
      <div className="asset-story">
        <Verdict view={view} />
        <Where index={index} view={view} />
        <Services view={view} />
        <AssetVulnerabilities view={view} />
        <Meanwhile coverage={view.coverage} />
        <AssetAccess view={view} />
        <AssetFindings hostname={asset.hostname} />
        <AssetSources view={view} />
      </div>
    </>
  );
}

function Verdict({ view: { support, ended_programs, decision, cve, unwatched } }: { view: AssetView }) {
  return (
    <Section title="What to do">
      {decision ? (
        <>
          <p className="verdict">
            <HowSoon outcome={decision.outcome} strong /> {decision.advice}
          </p>
          <p className="muted">
            {cve !== null
              ? `Because of ${cve}.`
              : unwatched
                ? 'Because nobody looks for vulnerabilities on it: it counts as having one of which nothing is known.'
                : 'None was found, and none that comes will be patched.'}
          </p>
          <Decided decision={decision} />
        </>
      ) : (
        <p>
          It is supported{unwatched ? '.' : ', and nothing was found on it.'}{' '}
          {unwatched && (
            <strong className="unknown-word">
              Nobody looks for vulnerabilities on it: that none is listed says nothing.
            </strong>
          )}
        </p>
      )}
      <dl className="facts">
        <div>
          <dt>Support</dt>
          <dd>
            <span className={`support support-${support.state}`}>{supportLine(support)}</span>
            <span className="under">
              {support.why}
              {support.source && ` Source: ${support.source}${support.as_of ? `, of ${support.as_of}` : ''}.`}
            </span>
          </dd>
        </div>
        {ended_programs.map((program) => (
          <div key={program.text}>
            <dt>On it</dt>
            <dd>
              {program.text}
              <span className="under">{program.support.why}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Where({ index, view: { asset, story, ward } }: { index: EstateIndex; view: AssetView }) {
  const system = asset.system === null ? undefined : index.system.get(asset.system);
  const owner = story.fields.find(({ field }) => field === 'owner');
  return (
    <Section title="What it is">
      <dl className="facts">
        <Fact name="Runs" value={asset.os} />
        <div>
          <dt>System</dt>
          <dd>
            {system ? (
              <Link to="/estate" search={{ tab: 'systems', id: system.id }}>
                {system.name}
              </Link>
            ) : (
              <span className="muted">None</span>
            )}
          </dd>
        </div>
        <div>
          <dt>Zone</dt>
          <dd>
            <Link to="/estate" search={{ tab: 'zones', id: asset.zone }}>
              {index.zone.get(asset.zone)?.name ?? asset.zone}
            </Link>
          </dd>
        </div>
        <Fact name="Addresses" value={asset.addresses.join(', ')} />
        <Fact name="Site" value={index.site.get(asset.site)?.name ?? asset.site} />
        {ward ? (
          <div>
            <dt>Stands on</dt>
            <dd>
              <Link to="/estate" search={{ tab: 'wards', id: ward.id }}>
                {ward.name}
              </Link>
              {asset.location !== ward.name && <span className="under">{asset.location}</span>}
            </dd>
          </div>
        ) : (
          <Fact name="Place" value={asset.location} />
        )}
        <Fact name="Owner" value={owner?.value ?? ''} />
        {asset.notes !== '' && <Fact name="Notes" value={asset.notes} />}
      </dl>
    </Section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === '' ? <strong className="unknown-word">Nobody has said</strong> : value}</dd>
    </div>
  );
}

function Services({ view: { services, asset } }: { view: AssetView }) {
  return (
    <Section title="Which patients feel it">
      {services.length === 0 ? (
        <p>
          {asset.system === null ? (
            'No system is recorded on it, so no service is known to need it.'
          ) : (
            <strong className="unknown-word">
              No service is mapped to its system: nobody can say who would feel its loss.
            </strong>
          )}
        </p>
      ) : (
        <>
          <p className="muted">Should it be lost: {plural(services.length, 'service')}, worst first.</p>
          <ul className="plain-list service-needs">
            {services.map(({ id, name, urgency, strength, path }) => (
              <li key={id}>
                <Link to="/estate" search={{ tab: 'services', id }}>
                  {name}
                </Link>
                : <strong>{strengthWord[strength].toLowerCase()}</strong>
                <span className="under">
                  {urgencyWord(urgency)}; {path.join(' < ')}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
