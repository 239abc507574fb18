/** The evidence: the log record itself, as fields or as it is stored, with what the rule looked at marked. */
import type { FindingDetail } from '@cordon/server/api';
import { Fragment, type ReactNode, useState } from 'react';
import { Copy } from '../../parts/Copy.tsx';
import { Patients } from '../../parts/Patients.tsx';
import { flatten, isField } from '../../words/flatten.ts';
import { Marked } from './Why.tsx';

/** Lets a long name break after a dot rather than inside a word. */
function Path({ path }: { path: string }) {
  const steps = path.split('.');
  return steps.map((step, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: steps of one path never move.
    <Fragment key={index}>
      {step}
      {index < steps.length - 1 && '.'}
      <wbr />
    </Fragment>
  ));
}

export function Record({ finding }: { finding: FindingDetail }) {
  const json = JSON.stringify(finding.event, null, 2) ?? 'null';
  return (
    <Patients key={finding.id} where={finding.id} record={json}>
      {(record, beside) => <Shown finding={finding} json={record} beside={beside} />}
    </Patients>
  );
}

function Shown({ finding, json, beside }: { finding: FindingDetail; json: string; beside: ReactNode }) {
  const [raw, setRaw] = useState(false);
  const { leaves, cut } = flatten(JSON.parse(json));
  const rows = leaves.map((leaf) => ({
    ...leaf,
    reason: finding.reason.find((candidate) => isField(leaf.path, candidate.field)),
  }));
  // What the rule looked at first; the sort keeps the record's own order otherwise.
  rows.sort((a, b) => Number(b.reason !== undefined) - Number(a.reason !== undefined));
  return (
    <section className="pane pane-record" aria-labelledby="record">
      <div className="record-head">
        <h3 id="record">The record</h3>
        <fieldset className="switch">
          <legend className="visually-hidden">Show the record as</legend>
          {[false, true].map((choice) => (
            <label key={String(choice)}>
              <input type="radio" name="record-as" checked={raw === choice} onChange={() => setRaw(choice)} />
              <span>{choice ? 'JSON' : 'Fields'}</span>
            </label>
          ))}
        </fieldset>
        <Copy value={json} label="record as JSON" />
      </div>
      <dl className="facts">
        <div>
          <dt>File</dt>
          <dd className="wrap-anywhere">{finding.file}</dd>
        </div>
        <div>
          <dt>Record</dt>
          <dd className="number">
            {finding.record_id} <span className="muted">{finding.format}</span>
          </dd>
        </div>
      </dl>
      {beside}
      {raw ? (
        <pre className="code">{json}</pre>
      ) : (
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
              {rows.map(({ path, value, reason }) => (
                <tr key={path} className={reason ? 'field-hit' : undefined}>
                  <th scope="row">
                    <Path path={path} />
                  </th>
                  <td>
                    {reason ? <Marked found={value} wanted={reason.wanted} test={reason.test} /> : value}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {cut && (
            <p className="muted">The record is longer than this table. Choose JSON to see all of it.</p>
          )}
        </>
      )}
    </section>
  );
}
