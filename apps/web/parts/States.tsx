/** Loading, empty and broken: each says what happened, what was kept and what to do next. */

import { Refusal } from '@cordon/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export function Loading({ what }: { what: string }) {
  return (
    <div className="loading" role="status">
      <span className="loading-bar" aria-hidden="true" />
      Fetching {what}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

interface ProblemProps {
  error: unknown;
  /** What is still on screen or on disk, in a sentence. */
  kept?: string;
  retry?: () => void;
}

export function Problem({ error, kept, retry }: ProblemProps) {
  const refusal = error instanceof Refusal ? error : null;
  return (
    <div className="problem" role="alert">
      <p className="problem-title">{refusal?.message ?? 'Something went wrong in the console itself.'}</p>
      {kept && <p>{kept}</p>}
      <p>{refusal?.next ?? 'Reload the page. Nothing that Cordon has stored is affected.'}</p>
      <p className="problem-foot">
        {retry && (
          <button type="button" className="button button-secondary" onClick={retry}>
            Try again
          </button>
        )}
        {refusal && <code className="muted">{refusal.code}</code>}
      </p>
    </div>
  );
}

export function NotFound() {
  return (
    <div className="page">
      <h1>There is no such page</h1>
      <p>The address may be mistyped, or what it pointed to has gone.</p>
      <p>
        <Link to="/">Go to the situation</Link>
      </p>
    </div>
  );
}
