/** Every question the console asks the server, as a query with its key, so that the stream can name what to ask again. */
import type {
  BreakGlassView,
  Coverage,
  EstateView,
  ExplainAnswer,
  FilterList,
  FindingDetail,
  FindingPage,
  HeldBack,
  HoldList,
  HuntHours,
  HuntPage,
  IncidentDetail,
  IncidentList,
  LedgerPage,
  Me,
  ModelList,
  PeopleList,
  Region,
  RetentionView,
  RoleList,
  RulebookView,
  RuleDetail,
  RulePage,
  SessionView,
  Situation,
  SourcesView,
  TokenList,
  TuneFields,
  Verdict,
} from '@cordon/server/api';
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
import { isRefusal, Refusal, refusalOf } from './refusal.ts';
import { identityOf } from './session.ts';
import { askToStepUp } from './step-up.ts';

/** With the organisation that this tab is about. */
export function headersFor(accept: string, body: boolean): Record<string, string> {
  const organisation = chosenOrganisation();
  return {
    accept,
    ...(body && { 'content-type': 'application/json' }),
    ...(organisation !== null && { 'cordon-organisation': organisation }),
    ...(nobodyHere() && { 'cordon-idle': '1' }),
  };
}

async function ask<Answer>(
  path: string,
  signal: AbortSignal | null,
  method = 'GET',
  body?: unknown,
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      signal,
      method,
      headers: headersFor('application/json', body !== undefined),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Refusal(
      {
        code: 'web-unreachable',
        message: 'The console cannot reach Cordon.',
        next: 'Check that Cordon is still running. This page asks again by itself.',
      },
      0,
    );
  }
  if (response.status === 204) return undefined as Answer;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as Answer;
  throw refusalOf(answer, response.status);
}

/**
 * Changes something, and answers what the server says of it. Where that needs whoever asks to show that it is them, they are
 * asked to, and then it is sent again.
 */
export async function send<Answer>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  try {
    return await ask<Answer>(path, null, method, body);
  } catch (error) {
    if (!isRefusal(error, 'STEP_UP')) throw error;
    await askToStepUp();
    return ask<Answer>(path, null, method, body);
  }
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ client, signal }) => {
    const session = await ask<SessionView>('/session', signal);
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
  await send('DELETE', '/session');
  chooseOrganisation(null);
  location.replace('/');
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => ask<Me>('/me', signal),
  refetchOnMount: 'always',
});

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => ask<PeopleList>('/people', signal),
  refetchOnMount: 'always',
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => ask<RoleList>('/roles', signal),
});

export const breakGlassQuery = queryOptions({
  queryKey: ['break-glass'],
  queryFn: ({ signal }) => ask<BreakGlassView>('/break-glass', signal),
  refetchOnMount: 'always',
});

export interface FindingFilter {
  level?: string;
  q?: string;
  host?: string;
  account?: string;
  rule?: string;
  incident?: string;
}

function findingPath(filter: FindingFilter, limit: number, before: string | null): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) if (value) query.set(key, value);
  query.set('limit', String(limit));
  if (before) query.set('before', before);
  return `/findings?${query}`;
}

const pageSize = 200;

export const situationQuery = queryOptions({
  queryKey: ['situation'],
  queryFn: ({ signal }) => ask<Situation>('/situation', signal),
  // The stream tells what came about. That nothing does, because Cordon is behind, has to be asked.
  refetchInterval: 15_000,
});

export const regionQuery = queryOptions({
  queryKey: ['region'],
  queryFn: ({ signal }) => ask<Region>('/region', signal),
  // The stream tells of one hospital at a time; a region looks again by itself.
  refetchInterval: 15_000,
  refetchOnMount: 'always',
});

export const findingsQuery = (filter: FindingFilter) =>
  infiniteQueryOptions({
    queryKey: ['findings', 'list', filter],
    queryFn: ({ signal, pageParam }) => ask<FindingPage>(findingPath(filter, pageSize, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });

/** The newest page alone, for replacing a list that has fallen behind. */
export const newestFindings = (filter: FindingFilter) =>
  ask<FindingPage>(findingPath(filter, pageSize, null), new AbortController().signal);

/** Only how many there are now, so that a list being read can say "12 new" without moving. */
export const findingCountQuery = (filter: FindingFilter) =>
  queryOptions({
    queryKey: ['findings', 'count', filter],
    queryFn: async ({ signal }) => (await ask<FindingPage>(findingPath(filter, 1, null), signal)).total,
  });

export const findingQuery = (id: string) =>
  queryOptions({
    queryKey: ['finding', id],
    queryFn: ({ signal }) => ask<FindingDetail>(`/findings/${encodeURIComponent(id)}`, signal),
  });

export interface HuntFilter {
  q: string;
  since?: string;
  until?: string;
}

function huntPath(path: string, filter: HuntFilter, more: Record<string, string> = {}): string {
  return `${path}?${new URLSearchParams({ ...filter, ...more })}`;
}

/** Nothing is asked without a query. */
export const huntQuery = (filter: HuntFilter | null) =>
  infiniteQueryOptions({
    queryKey: ['hunt', 'events', filter],
    queryFn:
      filter === null
        ? skipToken
        : ({ signal, pageParam }) =>
            ask<HuntPage>(
              huntPath('/hunt', filter, { limit: String(pageSize), ...(pageParam && { after: pageParam }) }),
              signal,
            ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const huntHoursQuery = (filter: HuntFilter | null) =>
  queryOptions({
    queryKey: ['hunt', 'hours', filter],
    queryFn:
      filter === null ? skipToken : ({ signal }) => ask<HuntHours>(huntPath('/hunt/hours', filter), signal),
  });

export interface RuleFilter {
  q?: string;
  mode?: string;
  pack?: string;
}

export const rulesQuery = (filter: RuleFilter) =>
  queryOptions({
    queryKey: ['rules', 'list', filter],
    queryFn: ({ signal }) =>
      ask<RulePage>(`/rules?${new URLSearchParams({ ...filter, limit: '1000' })}`, signal),
    placeholderData: keepPreviousData,
    // Hits are not announced by the stream; who opens the page wants to see them.
    refetchOnMount: 'always',
  });

/** Those whose title, log source or id has all of these words: few, to choose one from. */
export const rulesNamedQuery = (words: string) =>
  queryOptions({
    queryKey: ['rules', 'named', words],
    queryFn: ({ signal }) =>
      ask<RulePage>(`/rules?${new URLSearchParams({ q: words, sort: 'title', limit: '8' })}`, signal),
    placeholderData: keepPreviousData,
  });

/** Changes with the rules. */
export const explainQuery = (of: { event: string; rule: string; time: string | null }) =>
  queryOptions({
    queryKey: ['rules', 'explain', of],
    queryFn: () => send<ExplainAnswer>('POST', '/explain', of),
  });

export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', 'one', id],
    queryFn: ({ signal }) => ask<RuleDetail>(`/rules/${encodeURIComponent(id)}`, signal),
    refetchOnMount: 'always',
  });

export const rulebookQuery = queryOptions({
  queryKey: ['rules', 'book'],
  queryFn: ({ signal }) => ask<RulebookView>('/rulebook', signal),
});

export const filtersQuery = queryOptions({
  queryKey: ['rules', 'filters'],
  queryFn: ({ signal }) => ask<FilterList>('/filters', signal),
  refetchOnMount: 'always',
});

export const heldBackQuery = (of: { filter?: string; rule?: string }) =>
  queryOptions({
    queryKey: ['rules', 'held', of],
    queryFn: ({ signal }) => ask<HeldBack>(`/held-back?${new URLSearchParams(of)}`, signal),
    refetchOnMount: 'always',
  });

export const tuneFieldsQuery = (finding: string) =>
  queryOptions({
    queryKey: ['rules', 'fields', finding],
    queryFn: ({ signal }) => ask<TuneFields>(`/findings/${encodeURIComponent(finding)}/fields`, signal),
  });

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => ask<ModelList>('/models', signal),
  // What models learn and say is not announced by the stream; who opens the page wants to see it.
  refetchOnMount: 'always',
});

export const coverageQuery = queryOptions({
  queryKey: ['coverage'],
  queryFn: ({ signal }) => ask<Coverage>('/coverage', signal),
  // A new log source is not announced by the stream; who opens the page wants to see it.
  refetchOnMount: 'always',
});

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => ask<SourcesView>('/sources', signal),
  // What arrives is not announced one by one: the page looks again by itself.
  refetchInterval: 10_000,
  refetchOnMount: 'always',
});

export const retentionQuery = queryOptions({
  queryKey: ['retention', 'periods'],
  queryFn: ({ signal }) => ask<RetentionView>('/retention', signal),
  refetchOnMount: 'always',
});

export const holdsQuery = queryOptions({
  queryKey: ['retention', 'holds'],
  queryFn: ({ signal }) => ask<HoldList>('/holds', signal),
  refetchOnMount: 'always',
});

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => ask<TokenList>('/tokens', signal),
  refetchOnMount: 'always',
});

export const ledgerQuery = infiniteQueryOptions({
  queryKey: ['ledger', 'entries'],
  queryFn: ({ signal, pageParam }) =>
    ask<LedgerPage>(
      `/ledger?${new URLSearchParams({ limit: '100', ...(pageParam && { before: pageParam }) })}`,
      signal,
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next,
  refetchOnMount: 'always',
});

export const verdictQuery = queryOptions({
  queryKey: ['ledger', 'verdict'],
  queryFn: ({ signal }) => ask<Verdict>('/ledger/verify', signal),
  refetchOnMount: 'always',
});

export const incidentsQuery = queryOptions({
  queryKey: ['incidents'],
  queryFn: ({ signal }) => ask<IncidentList>('/incidents', signal),
});

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => ask<IncidentDetail>(`/incidents/${encodeURIComponent(id)}`, signal),
  });

export const estateQuery = queryOptions({
  queryKey: ['estate'],
  queryFn: ({ signal }) => ask<EstateView>('/estate', signal),
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
