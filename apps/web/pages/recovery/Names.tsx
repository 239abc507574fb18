/** Names of steps: the first few, and the rest for who asks. */
const namedAtOnce = 4;

interface NamesProps {
  ids: readonly string[];
  names: ReadonlyMap<string, string>;
  /** What stands between them. */
  join?: string;
}

export function Names({ ids, names, join = ', ' }: NamesProps) {
  const word = (some: readonly string[]) => some.map((id) => names.get(id) ?? id).join(join);
  const rest = ids.slice(namedAtOnce);
  return (
    <>
      <strong>{word(ids.slice(0, namedAtOnce))}</strong>
      {rest.length > 0 && (
        <details className="recovery-rest">
          <summary>and {rest.length} more</summary>
          {word(rest)}
        </details>
      )}
    </>
  );
}
