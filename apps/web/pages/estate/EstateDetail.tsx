/** One service, ward, system, asset or zone, with the way on to what it needs and what needs it. */
import type { EstateOutline } from '@cordon/server/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { assetsQuery } from '../../data.ts';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Empty, Problem } from '../../parts/States.tsx';
import { useEscape } from '../../parts/useEscape.ts';
import { phone, useMedia } from '../../parts/useMedia.ts';
import { listed } from '../../words/estate.ts';
import { recordWord } from '../../words/reckoned.ts';
import { count, plural, sentence, urgencyWord } from '../../words/words.ts';
import { AssetPane } from './AssetPane.tsx';
import { Downtime } from './columns.tsx';
import type { EstateIndex, ServiceNeed, Tab } from './estate-index.ts';

interface DetailProps {
  index: EstateIndex;
  tab: Tab;
  id: string;
  onClose: () => void;
}

export function EstateDetail({ index, tab, id, onClose }: DetailProps) {
  const small = useMedia(phone);
  const pane = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another id is another thing to read from its top.
  useEffect(() => {
    pane.current?.scrollTo({ top: 0 });
    if (small) pane.current?.focus();
  }, [small, id]);
  useEscape(true, onClose);
  return (
    <article className="pane pane-detail" ref={pane} tabIndex={-1} aria-label="Detail">
      <PaneTools onClose={onClose} />
      {tab === 'services' && <ServiceDetail index={index} id={id} />}
      {tab === 'wards' && <WardDetail index={index} id={id} />}
      {tab === 'systems' && <SystemDetail index={index} id={id} />}
      {tab === 'assets' && <AssetPane index={index} id={id} />}
      {tab === 'zones' && <ZoneDetail index={index} id={id} />}
    </article>
  );
}

function Gone({ what, id }: { what: string; id: string }) {
  return (
    <Empty title={`No such ${what}`}>
      <p>The estate holds none called “{id}”.</p>
    </Empty>
  );
}

function Title({ kind, children }: { kind: string; children: ReactNode }) {
  return (
    <header className="finding-head">
      <p>{kind}</p>
      <h2 className="detail-title">{children}</h2>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Needs({
  title,
  needs,
  index,
  none,
}: {
  title: string;
  needs: ServiceNeed[];
  index: EstateIndex;
  none: ReactNode;
}) {
  return (
    <section className="pane-section">
      <h3>{title}</h3>
      {needs.length === 0 ? (
        <p>{none}</p>
      ) : (
        <ul className="plain-list">
          {needs.map((need) => {
            const tab = index.service.has(need.id)
              ? 'services'
              : index.system.has(need.id)
                ? 'systems'
                : null;
            return (
              <li key={`${need.id} ${need.strength}`}>
                {tab === null ? (
                  need.name
                ) : (
                  <Link to="/estate" search={{ tab, id: need.id }}>
                    {need.name}
                  </Link>
                )}
                <span className="muted">
                  : {need.strength === 'stops' ? 'stops without it' : 'works worse without it'}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function ServiceDetail({ index, id }: { index: EstateIndex; id: string }) {
  const service = index.service.get(id);
  if (!service) return <Gone what="service" id={id} />;
  return (
    <>
      <Title kind="Clinical service">{service.name}</Title>
      <p className="prose">{service.harm}</p>
      <dl className="facts">
        <Fact name="When it stops">{urgencyWord(service.urgency)}</Fact>
        <Fact name="Safe on paper">
          <Downtime minutes={service.tolerable_downtime_minutes} />
        </Fact>
        <Fact name="On paper">
          {service.fallback ?? (
            <span className="support support-unknown">No downtime procedure is recorded</span>
          )}
        </Fact>
        <Fact name="Sites">{service.sites.map((site) => index.site.get(site)?.name ?? site).join(', ')}</Fact>
      </dl>
      <Needs
        title="Needs"
        needs={index.needs(id)}
        index={index}
        none={
          <>
            <strong className="unknown-word">No system is mapped to it.</strong> Nobody can say what would
            stop it: treat it as at risk.
          </>
        }
      />
    </>
  );
}

function WardDetail({ index, id }: { index: EstateIndex; id: string }) {
  const ward = index.ward.get(id);
  if (!ward) return <Gone what="ward" id={id} />;
  return (
    <>
      <Title kind={`Ward, ${index.site.get(ward.site)?.name ?? ward.site}`}>{ward.name}</Title>
      <dl className="facts">
        <Fact name="Beds">
          {ward.beds === null ? (
            <span className="support support-unknown">Nobody has counted them</span>
          ) : (
            count(ward.beds)
          )}
        </Fact>
        <Fact name="Devices">
          {ward.assets === 0 ? (
            <span className="unknown-word">None is known to stand there</span>
          ) : (
            <Link to="/estate" search={{ tab: 'assets', ward: id }}>
              {count(ward.assets)}
            </Link>
          )}
        </Fact>
        <Fact name="Also called">{ward.locations || 'Nothing else'}</Fact>
      </dl>
      <Named
        title="Whose patients lie there"
        tab="services"
        items={ward.services.map((one) => ({ id: one, name: index.service.get(one)?.name ?? one }))}
        none={
          <>
            <strong className="unknown-word">Nobody has said.</strong> An attack cannot be told to reach its
            patients: treat it as at risk.
          </>
        }
      />
      <Named
        title="Systems that its devices belong to"
        tab="systems"
        items={ward.systems.map((one) => ({ id: one, name: index.system.get(one)?.name ?? one }))}
        none="None is recorded on them."
      />
    </>
  );
}

interface NamedProps {
  title: string;
  tab: Tab;
  items: readonly { id: string; name: string }[];
  none: ReactNode;
}

function Named({ title, tab, items, none }: NamedProps) {
  return (
    <section className="pane-section">
      <h3>{title}</h3>
      {items.length === 0 && <p>{none}</p>}
      <ul className="plain-list">
        {items.map(({ id, name }) => (
          <li key={id}>
            <Link to="/estate" search={{ tab, id }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SystemDetail({ index, id }: { index: EstateIndex; id: string }) {
  const system = index.system.get(id);
  if (!system) return <Gone what="system" id={id} />;
  const supplier = system.supplier === null ? undefined : index.supplier.get(system.supplier);
  return (
    <>
      <Title kind={`System, ${system.kind}`}>{system.name}</Title>
      <dl className="facts">
        <Fact name="Supplier">{supplier ? `${supplier.name}: ${supplier.provides}` : 'None'}</Fact>
        {supplier && (
          <Fact name="Contact">
            {supplier.contact ?? <span className="support support-unknown">No contact is recorded</span>}
          </Fact>
        )}
        <Fact name="Holds">
          <Holds system={system} />
        </Fact>
      </dl>
      <Needs
        title="Needed by"
        needs={index.neededBy(id)}
        index={index}
        none="Nothing in the estate is mapped to it."
      />
      <Needs title="Needs" needs={index.needs(id)} index={index} none="No dependency is recorded." />
      <RunsOn system={system} />
    </>
  );
}

/** Of whom it holds what: what a breach notice asks for. */
function Holds({ system: { records, people } }: { system: EstateOutline['systems'][number] }) {
  if (records === undefined)
    return (
      <span className="support support-unknown">Nobody has said: treat it as holding patients’ records</span>
    );
  const kinds = records.flatMap((kind) => (kind === 'none' ? [] : recordWord[kind]));
  if (kinds.length === 0) return 'No records of people';
  return (
    <>
      {sentence(listed(kinds))}
      <span className={people === undefined ? 'under unknown-word' : 'under'}>
        {people === undefined
          ? 'of how many people nobody has counted'
          : `of ${plural(people, 'person', 'people')}`}
      </span>
    </>
  );
}

const namedAtOnce = 60;

function RunsOn({ system: { id, assets } }: { system: EstateOutline['systems'][number] }) {
  const { data, error } = useInfiniteQuery({
    ...assetsQuery({ system: id }, namedAtOnce),
    enabled: assets > 0,
  });
  const shown = data?.pages[0]?.items ?? [];
  return (
    <section className="pane-section">
      <h3>Runs on {plural(assets, 'asset')}</h3>
      {assets === 0 && <p className="unknown-word">No asset is recorded: nobody can say where it runs.</p>}
      {error && <Problem error={error} />}
      <ul className="columns-list">
        {shown.map((asset) => (
          <li key={asset.id}>
            <Link to="/estate" search={{ tab: 'assets', system: id, id: asset.id }}>
              {asset.hostname}
            </Link>
          </li>
        ))}
      </ul>
      {assets > namedAtOnce && (
        <p>
          <Link to="/estate" search={{ tab: 'assets', system: id }}>
            All {count(assets)}
          </Link>
        </p>
      )}
    </section>
  );
}

function ZoneDetail({ index, id }: { index: EstateIndex; id: string }) {
  const zone = index.zone.get(id);
  if (!zone) return <Gone what="zone" id={id} />;
  const name = (end: string) => index.zone.get(end)?.name ?? index.system.get(end)?.name ?? end;
  const ways = [
    ['May be reached from', index.view.flows.filter((flow) => flow.to === id), 'from'],
    ['May reach', index.view.flows.filter((flow) => flow.from === id), 'to'],
  ] as const;
  return (
    <>
      <Title kind={`Zone, ${sentence(zone.kind).toLowerCase()}`}>{zone.name}</Title>
      <dl className="facts">
        <Fact name="Addresses">
          <span className="number">{zone.cidrs.join(', ') || 'None recorded'}</span>
        </Fact>
        <Fact name="Assets">
          <Link to="/estate" search={{ tab: 'assets', zone: id }}>
            {count(zone.assets)}
          </Link>
        </Fact>
      </dl>
      {ways.map(([title, flows, end]) => (
        <section className="pane-section" key={title}>
          <h3>{title}</h3>
          {flows.length === 0 ? (
            <p className="muted">Nothing named by zone. Flows of one system or asset may still exist.</p>
          ) : (
            <ul className="plain-list">
              {flows.map((flow) => (
                <li key={flow.id}>
                  <strong>{name(flow[end])}</strong>: {flow.purpose}
                  <span className="under">
                    {flow.protocol === 'any' ? 'any protocol' : flow.protocol.toUpperCase()}{' '}
                    {flow.ports.join(', ')}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}
