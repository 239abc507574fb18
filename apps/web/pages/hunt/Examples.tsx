/** What can be asked, to start from: each example is a link that asks it. */
import { Link } from '@tanstack/react-router';

const examples: [query: string, finds: string][] = [
  ['vssadmin', 'A word anywhere in the record'],
  ['host:sah-dc01', 'One host, with or without its domain'],
  [
    'account:"w09.clerk" EventID:4625',
    'Failed sign-ins of an account; what stands side by side must all hold',
  ],
  ['CommandLine:*vssadmin* or CommandLine:*wbadmin*', 'Part of a field of the record; * stands for anything'],
  ['source:windows* EventID:4688 not account:*$', 'Programs started, but not by machine accounts'],
  ['ip:10.20.* (source:zeek* or source:suricata*)', 'Network records from or to a network'],
];

export function Examples() {
  return (
    <section className="panel" aria-labelledby="hunt-examples">
      <h2 id="hunt-examples">What you can ask</h2>
      <p className="muted">
        Fields of every event: host, account, ip, src, dst, source, format, file, record. Any other name is a
        field of the record itself, such as CommandLine. Put quotes around a value with spaces.
      </p>
      <dl className="hunt-examples">
        {examples.map(([query, finds]) => (
          <div key={query}>
            <dt>
              <Link to="/hunt" search={{ q: query }} className="mono">
                {query}
              </Link>
            </dt>
            <dd>{finds}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
