/** The modules in the order of the work: where each is, what it is called, and what one must be allowed to do to have use of it. */
import type { IconName } from '../parts/Icon.tsx';

export interface Place {
  to:
    | '/'
    | '/region'
    | '/findings'
    | '/hunt'
    | '/incidents'
    | '/map'
    | '/plan'
    | '/recovery'
    | '/estate'
    | '/rules'
    | '/coverage'
    | '/sources'
    | '/ledger'
    | '/access';
  word: string;
  icon: IconName;
  /** Any of these is enough. */
  actions: readonly string[];
  /** Pressed after `g`. */
  key?: string;
  /** Of use only to who works for more than one organisation. */
  several?: true;
}

export const places: readonly Place[] = [
  { to: '/region', word: 'Region', icon: 'region', actions: ['situation.read'], several: true },
  { to: '/', word: 'Situation', icon: 'situation', actions: ['situation.read'], key: 's' },
  { to: '/findings', word: 'Findings', icon: 'findings', actions: ['finding.read'], key: 'f' },
  { to: '/hunt', word: 'Hunt', icon: 'search', actions: ['event.read'], key: 'h' },
  { to: '/incidents', word: 'Incidents', icon: 'incidents', actions: ['incident.read'], key: 'i' },
  { to: '/map', word: 'Map', icon: 'map', actions: ['estate.read'], key: 'm' },
  { to: '/plan', word: 'Plan', icon: 'plan', actions: ['plan.read'], key: 'p' },
  { to: '/recovery', word: 'Recovery', icon: 'recovery', actions: ['recovery.read'], key: 'r' },
  { to: '/estate', word: 'Estate', icon: 'estate', actions: ['estate.read'], key: 'e' },
  { to: '/rules', word: 'Rules', icon: 'rules', actions: ['rule.read'] },
  { to: '/coverage', word: 'Coverage', icon: 'coverage', actions: ['rule.read'], key: 'c' },
  { to: '/sources', word: 'Sources', icon: 'sources', actions: ['source.read'] },
  { to: '/ledger', word: 'Ledger', icon: 'ledger', actions: ['ledger.read'] },
  {
    to: '/access',
    word: 'Access',
    icon: 'access',
    actions: ['person.read', 'token.read', 'webhook.read', 'break-glass.read', 'retention.read'],
    key: 'a',
  },
];

/** The place that an address belongs to; none for pages that are everybody's. */
export const placeOf = (path: string): Place | undefined =>
  places.find(({ to }) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)));
