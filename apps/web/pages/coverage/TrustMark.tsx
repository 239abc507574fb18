/** How far a claim can be trusted: a shape, a word and a colour. */
import { unknownShape } from '../../parts/Marks.tsx';
import { type Trust, trustWord } from '../../words/coverage.ts';

const shapes: Record<Trust, React.ReactNode> = {
  unknown: unknownShape,
  blind: <path d="m3 3 10 10M13 3 3 13" fill="none" stroke="currentColor" strokeWidth="2.6" />,
  claimed: <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="2" />,
  fixture: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
    </>
  ),
  recording: (
    <>
      <circle cx="8" cy="8" r="7.2" fill="currentColor" />
      <path d="m4.7 8.2 2.3 2.4 4.3-4.8" fill="none" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
};

export function TrustGlyph({ trust }: { trust: Trust }) {
  return (
    <svg className={`mark trust-${trust}`} width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[trust]}
    </svg>
  );
}

export function TrustMark({ trust }: { trust: Trust }) {
  return (
    <span className="state-mark">
      <TrustGlyph trust={trust} />
      <span>{trustWord[trust]}</span>
    </span>
  );
}
