/** A record that may say who patients are: that is sealed until somebody who may asks to see it, which goes on the ledger. */
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../data.ts';
import { useMay } from '../session.ts';
import { readable, sealedIn, sealedWord } from '../words/sealed.ts';
import { Problem } from './States.tsx';

interface PatientsProps {
  /** A finding's id, or `hunt`. */
  where: string;
  /** JSON text. */
  record: string;
  /** Given the record to show, and what to say and offer beside it. */
  children: (record: string, beside: ReactNode) => ReactNode;
}

export function Patients({ where, record, children }: PatientsProps) {
  const may = useMay()('patient.read');
  const sealed = sealedIn(record);
  const open = useMutation({
    mutationFn: () => ask('POST /patients/open', { body: { where, sealed } }),
  });
  if (sealed.length === 0) return children(record, null);
  const opened = new Map(open.data?.patients.map((one) => [one.sealed, one.opened]));
  const lost = [...opened.values()].filter((one) => one === null).length;
  return children(
    readable(record, opened),
    <div>
      <p role="status">
        {!open.data
          ? sealedWord(sealed.length)
          : lost > 0
            ? `${lost} of ${sealed.length} cannot be opened: their key was destroyed.`
            : 'Opened. The ledger says that you looked.'}
        {!may && ' Your roles do not open them.'}
      </p>
      {may && !open.data && (
        <button
          type="button"
          className="button button-secondary"
          disabled={open.isPending}
          onClick={() => open.mutate()}
        >
          Show who they are
        </button>
      )}
      {open.error && <Problem error={open.error} />}
    </div>,
  );
}
