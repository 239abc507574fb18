/** What assets to show, by what is known of them and by what nobody has said. Every choice is in the address. */
import type { AssetPage } from '@cordon/server/api';
import { useId } from 'react';
import type { AssetFilter } from '../../data.ts';
import { Icon } from '../../parts/Icon.tsx';
import { phone, useMedia } from '../../parts/useMedia.ts';
import { fieldWord } from '../../words/estate.ts';
import { sentence } from '../../words/words.ts';
import type { EstateIndex } from './estate-index.ts';

const kinds = [
  'workstation',
  'laptop',
  'server',
  'domain-controller',
  'hypervisor',
  'backup',
  'network',
  'firewall',
  'medical-device',
  'printer',
  'phone',
  'appliance',
  'gateway',
  'unknown',
] as const satisfies readonly AssetPage['items'][number]['kind'][];
const unknowns = ['owner', 'kind', 'os', 'zone', 'site', 'system', 'location'] as const;

type Name = 'kind' | 'zone' | 'site' | 'ward' | 'service' | 'unknown';
type Choice = readonly [value: string, word: string];

interface AssetFiltersProps {
  index: EstateIndex;
  filter: AssetFilter;
  onChange(changes: AssetFilter): void;
}

export function AssetFilters({ index, filter, onChange }: AssetFiltersProps) {
  const small = useMedia(phone);
  const named = (nouns: readonly { id: string; name: string }[]): Choice[] =>
    nouns.map(({ id, name }) => [id, name]);
  const selects: [name: Name, word: string, choices: Choice[]][] = [
    ['kind', 'Kind', kinds.map((kind) => [kind, sentence(kind)])],
    ['zone', 'Zone', named(index.view.zones)],
    ['site', 'Site', named(index.view.sites)],
    ['ward', 'Ward', named(index.view.wards)],
    ['service', 'Service it carries', named(index.services)],
    ['unknown', 'Nobody has said its', unknowns.map((field) => [field, fieldWord(field).toLowerCase()])],
  ];
  const set = selects.filter(([name]) => filter[name] !== undefined).length;
  const boxes = (
    <div className="estate-filters">
      {selects.map(([name, word, choices]) => (
        <Select
          key={name}
          word={word}
          choices={choices}
          value={filter[name]}
          onChange={(value) => onChange({ [name]: value })}
        />
      ))}
      <Chip
        word="System"
        value={filter.system && (index.system.get(filter.system)?.name ?? filter.system)}
        onRemove={() => onChange({ system: undefined })}
      />
      <Chip word="Source" value={filter.source} onRemove={() => onChange({ source: undefined })} />
    </div>
  );
  if (!small) return boxes;
  return (
    <details className="estate-more">
      <summary>Filters{set > 0 && ` (${set} set)`}</summary>
      {boxes}
    </details>
  );
}

interface SelectProps {
  word: string;
  choices: readonly Choice[];
  value: string | undefined;
  onChange(value: string | undefined): void;
}

function Select({ word, choices, value = '', onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{word}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">Any</option>
        {choices.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A filter that is set by following a link. */
function Chip({ word, value, onRemove }: { word: string; value: string | undefined; onRemove(): void }) {
  if (value === undefined) return null;
  return (
    <button type="button" className="chip" aria-label={`Remove filter ${word} ${value}`} onClick={onRemove}>
      <span className="chip-label">{word}</span>
      <span className="chip-value">{value}</span>
      <Icon name="close" size={14} />
    </button>
  );
}
