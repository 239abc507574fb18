/** Every question the console asks the server, as a query with its key, so that the stream can name what to ask again. */
import { type Answer, type Client, createClient, type Input, isRefusal, Refusal } from '@cordon/client';
import type { Firewall } from '@cordon/containment';
import type { SessionView } from '@cordon/server/api';
import {
  infiniteQueryOptions,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  skipToken,
} from '@tanstack/react-query';
import { nobodyHere } from './activity.ts';
import { chooseOrganisation, chosenOrganisation } from './organisation.ts';
import { identityOf } from './session.ts';
import { askToStepUp } from './step-up.ts';

const cordon = createClient({
  origin: '',
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...ofThisTab() } }),
});

/** The organisation that this tab is about, and whether somebody is at it. */
function ofThisTab(): Record<string, string> {
  const organisation = chosenOrganisation();
  return {
    ...(organisation !== null && { 'cordon-organisation': organisation }),
    ...(nobodyHere() && { 'cordon-idle': '1' }),
  };
}

/** For answers that come piece by piece. */
export const { open } = cordon;

/** Where Cordon wants whoever asks to show that it is them, they are asked to, and then it is asked again. */
export const ask: Client['ask'] = async (operation, ...given) => {
  try {
    return await cordon.ask(operation, ...given);
  } catch (error) {
    if (!isRefusal(error, 'STEP_UP')) throw error;
    await askToStepUp();
    return cordon.ask(operation, ...given);
  }
};

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ client, signal }) => {
    const session: SessionView = await ask('GET /session', { signal });
    forgetOthers(client, session);
    return session;
  },
});

/** Somebody signed in, or showed again that it is them. */
export function enter(client: QueryClient, session: SessionView): void {
  forgetOthers(client, session);
  client.setQueryData(sessionQuery.queryKey, session);
}

/** What was fetched for one person is not shown to the next. */
function forgetOthers(client: QueryClient, session: SessionView): void {
  // Said with each request from now on: where one works for several, each act must not choose for itself which it is about.
  if (session.state === 'signed-in') chooseOrganisation(session.organisation || null);
  if (identityOf(client.getQueryData(sessionQuery.queryKey)) === identityOf(session)) return;
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

/** Everything in memory goes, and the address of what was on screen with it. */
export async function signOut(): Promise<void> {
  await ask('DELETE /session');
  chooseOrganisation(null);
  location.replace('/');
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => ask('GET /me', { signal }),
  refetchOnMount: 'always',
});

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => ask('GET /people', { signal }),
  refetchOnMount: 'always',
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => ask('GET /roles', { signal }),
});

export const breakGlassQuery = queryOptions({
  queryKey: ['break-glass'],
  queryFn: ({ signal }) => ask('GET /break-glass', { signal }),
  refetchOnMount: 'always',
});

type FindingsAsked = NonNullable<Input<'GET /findings'>['query']>;

export interface FindingFilter {
  level?: string;
  q?: string;
  host?: string;
  account?: string;
  rule?: string;
  incident?: string;
}

function askFindings(filter: FindingFilter, limit: number, before: string | null, signal?: AbortSignal) {
  // Out of an address, where anything may stand: what is none is refused.
  const query = { ...filter, limit, ...(before !== null && { before }) } as FindingsAsked;
  return ask('GET /findings', { query, signal });
}

const pageSize = 200;

export const situationQuery = queryOptions({
  queryKey: ['situation'],
  queryFn: ({ signal }) => ask('GET /situation', { signal }),
  // The stream tells what came about. That nothing does, because Cordon is behind, has to be asked.
  refetchInterval: 15_000,
});

export const regionQuery = queryOptions({
  queryKey: ['region'],
  queryFn: ({ signal }) => ask('GET /region', { signal }),
  // The stream tells of one hospital at a time; a region looks again by itself.
  refetchInterval: 15_000,
  refetchOnMount: 'always',
});

export const sharedSuppliersQuery = queryOptions({
  queryKey: ['region', 'suppliers'],
  queryFn: ({ signal }) => ask('GET /region/suppliers', { signal }),
  refetchOnMount: 'always',
});

export const regionReachQuery = (from: { supplier: string } | { hospital: string } | null) =>
  queryOptions({
    queryKey: ['region', 'reach', from],
    queryFn: from === null ? skipToken : ({ signal }) => ask('GET /region/reach', { query: from, signal }),
    refetchOnMount: 'always',
  });

export const findingsQuery = (filter: FindingFilter) =>
  infiniteQueryOptions({
    queryKey: ['findings', 'list', filter],
    queryFn: ({ signal, pageParam }) => askFindings(filter, pageSize, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });

/** The newest page alone, for replacing a list that has fallen behind. */
export const newestFindings = (filter: FindingFilter) => askFindings(filter, pageSize, null);

/** Only how many there are now, so that a list being read can say "12 new" without moving. */
export const findingCountQuery = (filter: FindingFilter) =>
  queryOptions({
    queryKey: ['findings', 'count', filter],
    queryFn: async ({ signal }) => (await askFindings(filter, 1, null, signal)).total,
  });

export const findingQuery = (id: string) =>
  queryOptions({
    queryKey: ['finding', id],
    queryFn: ({ signal }) => ask('GET /findings/{id}', { path: { id }, signal }),
  });

export interface HuntFilter {
  q: string;
  since?: string;
  until?: string;
}

/** Nothing is asked without a query. */
export const huntQuery = (filter: HuntFilter | null) =>
  infiniteQueryOptions({
    queryKey: ['hunt', 'events', filter],
    queryFn:
      filter === null
        ? skipToken
        : ({ signal, pageParam }) =>
            ask('GET /hunt', {
              query: { ...filter, limit: pageSize, ...(pageParam && { after: pageParam }) },
              signal,
            }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const huntHoursQuery = (filter: HuntFilter | null) =>
  queryOptions({
    queryKey: ['hunt', 'hours', filter],
    queryFn:
      filter === null ? skipToken : ({ signal }) => ask('GET /hunt/hours', { query: { ...filter }, signal }),
  });

export interface RuleFilter {
  q?: string;
  mode?: string;
  pack?: string;
}

export const rulesQuery = (filter: RuleFilter) =>
  queryOptions({
    queryKey: ['rules', 'list', filter],
    queryFn: ({ signal }) => {
      // Out of an address too.
      const query = { ...filter, limit: 1_000 } as NonNullable<Input<'GET /rules'>['query']>;
      return ask('GET /rules', { query, signal });
    },
    placeholderData: keepPreviousData,
    // Hits are not announced by the stream; who opens the page wants to see them.
    refetchOnMount: 'always',
  });

/** Those whose title, log source or id has all of these words: few, to choose one from. */
export const rulesNamedQuery = (words: string) =>
  queryOptions({
    queryKey: ['rules', 'named', words],
    queryFn: ({ signal }) => ask('GET /rules', { query: { q: words, sort: 'title', limit: 8 }, signal }),
    placeholderData: keepPreviousData,
  });

/** Changes with the rules. */
export const explainQuery = (of: { event: string; rule: string; time: string | null }) =>
  queryOptions({
    queryKey: ['rules', 'explain', of],
    queryFn: ({ signal }) => ask('POST /explain', { body: of, signal }),
  });

export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', 'one', id],
    queryFn: ({ signal }) => ask('GET /rules/{id}', { path: { id }, signal }),
    refetchOnMount: 'always',
  });

export const rulebookQuery = queryOptions({
  queryKey: ['rules', 'book'],
  queryFn: ({ signal }) => ask('GET /rulebook', { signal }),
});

export const filtersQuery = queryOptions({
  queryKey: ['rules', 'filters'],
  queryFn: ({ signal }) => ask('GET /filters', { signal }),
  refetchOnMount: 'always',
});

export const heldBackQuery = (of: { filter?: string; rule?: string }) =>
  queryOptions({
    queryKey: ['rules', 'held', of],
    queryFn: ({ signal }) => ask('GET /held-back', { query: of, signal }),
    refetchOnMount: 'always',
  });

export const tuneFieldsQuery = (finding: string) =>
  queryOptions({
    queryKey: ['rules', 'fields', finding],
    queryFn: ({ signal }) => ask('GET /findings/{id}/fields', { path: { id: finding }, signal }),
  });

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => ask('GET /models', { signal }),
  // What models learn and say is not announced by the stream; who opens the page wants to see it.
  refetchOnMount: 'always',
});

export const coverageQuery = queryOptions({
  queryKey: ['coverage'],
  queryFn: ({ signal }) => ask('GET /coverage', { signal }),
  // A new log source is not announced by the stream; who opens the page wants to see it.
  refetchOnMount: 'always',
});

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => ask('GET /sources', { signal }),
  // What arrives is not announced one by one: the page looks again by itself.
  refetchInterval: 10_000,
  refetchOnMount: 'always',
});

export const retentionQuery = queryOptions({
  queryKey: ['retention', 'periods'],
  queryFn: ({ signal }) => ask('GET /retention', { signal }),
  refetchOnMount: 'always',
});

export const holdsQuery = queryOptions({
  queryKey: ['retention', 'holds'],
  queryFn: ({ signal }) => ask('GET /holds', { signal }),
  refetchOnMount: 'always',
});

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => ask('GET /tokens', { signal }),
  refetchOnMount: 'always',
});

const isAboutToBeTold = ({ stopped, deliveries }: Answer<'GET /webhooks'>['items'][number]): boolean =>
  stopped === null && deliveries.some(({ state, tries }) => state === 'waiting' && tries === 0);

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => ask('GET /webhooks', { signal }),
  // What is sent is not announced: the page looks again by itself, and sooner while something is about to be.
  refetchInterval: ({ state }) => (state.data?.items.some(isAboutToBeTold) ? 1_000 : 10_000),
  refetchOnMount: 'always',
});

export const ledgerQuery = infiniteQueryOptions({
  queryKey: ['ledger', 'entries'],
  queryFn: ({ signal, pageParam }) =>
    ask('GET /ledger', { query: { limit: 100, ...(pageParam && { before: pageParam }) }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next,
  refetchOnMount: 'always',
});

export const verdictQuery = queryOptions({
  queryKey: ['ledger', 'verdict'],
  queryFn: ({ signal }) => ask('GET /ledger/verify', { signal }),
  refetchOnMount: 'always',
});

export const incidentsQuery = queryOptions({
  queryKey: ['incidents'],
  queryFn: ({ signal }) => ask('GET /incidents', { signal }),
});

export const commandsQuery = (id: string, firewall: Firewall) =>
  queryOptions({
    queryKey: ['plan-commands', id, firewall],
    queryFn: ({ signal }) => ask('GET /plans/{id}/commands', { path: { id }, query: firewall, signal }),
  });

export const plansQuery = (incident: string) =>
  queryOptions({
    queryKey: ['plans', incident],
    queryFn: ({ signal }) => ask('GET /incidents/{id}/plans', { path: { id: incident }, signal }),
    refetchOnMount: 'always',
    // Somebody else approves it, or does what it says: whoever waits for that sees it.
    refetchInterval: 5_000,
  });

export const ordersQuery = (plan: string) =>
  queryOptions({
    queryKey: ['plan-orders', plan],
    queryFn: ({ signal }) => ask('GET /plans/{id}/orders', { path: { id: plan }, signal }),
    refetchOnMount: 'always',
    // Connectors are at it, and somebody waits to see it done.
    refetchInterval: 2_000,
  });

export const mapQuery = queryOptions({
  queryKey: ['estate', 'map'],
  queryFn: ({ signal }) => ask('GET /estate/map', { signal }),
});

export interface SpreadAsked {
  from: string | undefined;
  incident: string | undefined;
  hours: number;
}

/** Nothing is asked until somebody says from where. */
export const spreadQuery = (of: SpreadAsked | null) =>
  queryOptions({
    queryKey: ['estate', 'spread', of],
    queryFn: of === null ? skipToken : ({ signal }) => ask('GET /spread', { query: { ...of }, signal }),
  });

/** How far the intruder of an incident gets, for what is told beside it: asked again with the incident. */
export const incidentSpreadQuery = (incident: string) =>
  queryOptions({
    queryKey: ['incident', incident, 'spread'],
    queryFn: ({ signal }) => ask('GET /spread', { query: { incident, hours: 24 }, signal }),
  });

export const whatIfQuery = (of: { from: string; hours: number } | null) =>
  queryOptions({
    queryKey: ['estate', 'what-if', of],
    queryFn: of === null ? skipToken : ({ signal }) => ask('GET /what-if', { query: of, signal }),
  });

export const recoveriesQuery = queryOptions({
  queryKey: ['recovery', 'list'],
  queryFn: ({ signal }) => ask('GET /recoveries', { signal }),
  refetchOnMount: 'always',
});

export const boardQuery = (id: string) =>
  queryOptions({
    queryKey: ['recovery', 'board', id],
    queryFn: ({ signal }) => ask('GET /recoveries/{id}', { path: { id }, signal }),
    refetchOnMount: 'always',
    // The stream tells what people say; that time on paper runs out has to be asked.
    refetchInterval: 30_000,
  });

export const fallenChoicesQuery = queryOptions({
  queryKey: ['recovery', 'choices'],
  queryFn: ({ signal }) => ask('GET /recoveries/choices', { signal }),
  refetchOnMount: 'always',
});

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => ask('GET /incidents/{id}', { path: { id }, signal }),
  });

/** All of it but assets, which may be a hundred thousand. */
export const outlineQuery = queryOptions({
  queryKey: ['estate', 'outline'],
  queryFn: ({ signal }) => ask('GET /estate/outline', { signal }),
});

type AssetsAsked = NonNullable<Input<'GET /estate/assets'>['query']>;

/** Out of an address, where anything may stand: what is none is refused. */
export type AssetFilter = { [Name in Exclude<keyof AssetsAsked, 'offset' | 'limit'>]?: string | undefined };

export const assetsQuery = (filter: AssetFilter, limit = pageSize) =>
  infiniteQueryOptions({
    queryKey: ['estate', 'assets', filter, limit],
    queryFn: ({ signal, pageParam }) =>
      ask('GET /estate/assets', { query: { ...filter, limit, offset: pageParam } as AssetsAsked, signal }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });

export const assetQuery = (id: string) =>
  queryOptions({
    queryKey: ['estate', 'asset', id],
    queryFn: ({ signal }) => ask('GET /estate/assets/{id}', { path: { id }, signal }),
  });

export const legacyQuery = queryOptions({
  queryKey: ['estate', 'legacy'],
  queryFn: ({ signal }) => ask('GET /estate/legacy', { signal }),
});

export const vulnerabilitiesQuery = queryOptions({
  queryKey: ['estate', 'vulnerabilities'],
  queryFn: ({ signal }) => ask('GET /estate/vulnerabilities', { signal }),
});

export const entriesQuery = queryOptions({
  queryKey: ['estate', 'entries'],
  queryFn: ({ signal }) => ask('GET /estate/entries', { signal }),
});

export const firewallsQuery = queryOptions({
  queryKey: ['estate', 'firewalls'],
  queryFn: ({ signal }) => ask('GET /estate/firewalls', { signal }),
});

export const segmentationQuery = queryOptions({
  queryKey: ['estate', 'segmentation'],
  queryFn: ({ signal }) => ask('GET /segmentation', { signal }),
});

/** An intruder let loose in each mode: a second or two of work, so it is asked apart. */
export const segmentationScoresQuery = queryOptions({
  queryKey: ['estate', 'segmentation', 'scores'],
  queryFn: ({ signal }) => ask('GET /segmentation/simulation', { signal }),
});

export const segmentationLinesQuery = (query: NonNullable<Input<'GET /segmentation/lines'>['query']>) =>
  queryOptions({
    queryKey: ['estate', 'segmentation', 'lines', query],
    queryFn: ({ signal }) => ask('GET /segmentation/lines', { query, signal }),
    retry: false,
  });

/** Hosts and accounts that live events show and the estate does not know. */
export const sightingsQuery = queryOptions({
  queryKey: ['estate', 'sightings'],
  queryFn: ({ signal }) => ask('GET /estate/sightings', { signal }),
  refetchOnMount: 'always',
});

export const importsQuery = queryOptions({
  queryKey: ['estate', 'imports'],
  queryFn: ({ signal }) => ask('GET /estate/imports', { signal }),
  refetchOnMount: 'always',
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['estate', 'import', id],
    queryFn: ({ signal }) => ask('GET /estate/imports/{id}', { path: { id }, signal }),
  });

export function createQueries(): QueryClient {
  // Whatever is refused because nobody is signed in any more turns the page to signing in.
  const onError = (error: unknown) => {
    if (isRefusal(error, 'SIGN_IN'))
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey }, { cancelRefetch: false });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // The stream says when something changed; until then what was fetched stands.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => error instanceof Refusal && error.status === 0 && failures < 2,
        retryDelay: 1_000,
      },
    },
  });
  return queries;
}
