/**
 * What the book asks of the thread that thinks about the estate. Claims of a large hospital are too many to be read, merged or searched
 * where requests are answered; the thread holds them, and hands out what fits on a page.
 */
import type {
  AssetPage,
  AssetQuery,
  AssetView,
  EntriesView,
  EstateMap,
  LegacyView,
  VulnerabilitiesView,
} from '../assess/model.ts';
import type { FirewallFolder, FirewallsView } from '../firewalls/model.ts';
import type { Importer } from '../imports/importer.ts';
import type { Mapping } from '../imports/table/mapping.ts';
import type { TableView } from '../imports/table/view.ts';
import type { EstateData } from '../model.ts';
import type { Registers } from '../registers/index.ts';
import type { ImportReport } from './model.ts';

/** The hospital as whoever runs it describes it. */
export interface Described {
  /** Its own folder; null until somebody writes one. */
  folder: EstateData | null;
  /** What lies in its folder of configurations; null where there is none. */
  firewalls: FirewallFolder | null;
  registers: Registers;
  /** Folder of what others say of vulnerabilities. */
  feeds: string | null;
  /** Folder with a copy of endoflife.date. */
  data: string | null;
  /** Whose estate it is, where no folder says so. */
  organisation: { id: string; name: string };
}

export interface GivenFile {
  name: string;
  bytes: Uint8Array;
}

interface Import {
  file: GivenFile;
  at: string;
  source?: string;
  as?: string;
  mapping?: Mapping;
}

/** A claim as it is stored. */
export interface ClaimRow {
  about: string;
  said: string;
  /** JSON. */
  claim: string;
  seen_at: string | null;
}

/** A claim as it is read from where it is stored. */
export interface KeptClaim {
  /** JSON; of when it was seen, it says only the first time. */
  claim: string;
  seen_at: string | null;
}

/** Some of what an import changes, of one source. */
export interface Portion {
  /** Said no more, or said otherwise now. */
  closed: string[];
  /** Said now for the first time, or otherwise than before. */
  opened: ClaimRow[];
  /** Said again: when it was seen now. */
  seen: { about: string; seen_at: string }[];
}

export interface ChangedSource {
  name: string;
  kind: string;
  holds: Importer['holds'];
}

export type EstateRequest =
  | ({ do: 'open' } & Described)
  /** Claims that are kept, some at a time; `settle` makes an estate of all that came since `open`. */
  | { do: 'load'; source: { name: string; kind: string }; claims: KeptClaim[] }
  | { do: 'settle' }
  /** What an import would change; the last one that was asked for is what `portion` and `adopt` are about. */
  | ({ do: 'propose' } & Import)
  | { do: 'portion'; number: number }
  | { do: 'adopt' }
  | { do: 'tables'; file: GivenFile; at: string; mapping?: Mapping }
  | { do: 'find'; query: AssetQuery; day: string }
  | { do: 'asset'; name: string; day: string }
  | { do: 'map'; day: string }
  | { do: 'legacy'; day: string }
  | { do: 'vulnerabilities'; day: string }
  | { do: 'entries'; day: string };

/** The estate as it is known now. */
export interface Known {
  data: EstateData;
  firewalls: FirewallsView | null;
}

/** What answers each. */
export interface EstateAnswers {
  open: null;
  load: null;
  /** null: nothing was imported; the folder is the estate, to the letter. */
  settle: Known | null;
  propose: { report: ImportReport; sources: ChangedSource[] };
  /** null after the last. */
  portion: ({ source: string } & Portion) | null;
  adopt: Known | null;
  tables: TableView[];
  find: AssetPage;
  asset: AssetView | null;
  map: EstateMap;
  legacy: LegacyView;
  vulnerabilities: VulnerabilitiesView;
  entries: EntriesView;
}

export type EstateAnswer = EstateAnswers[keyof EstateAnswers];

/** Whoever thinks: a thread in use, the same in this thread in tests. */
export interface EstateThread {
  ask(request: EstateRequest): Promise<EstateAnswer>;
  end(): Promise<void>;
}
