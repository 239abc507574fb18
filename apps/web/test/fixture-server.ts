/** Serves the built console and typed fixture data on one loopback port, under the policy the product sends. */
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Level, levels } from '@cordon/detection';
import { Changed, FindingPage, IncidentList, type SessionView } from '@cordon/server/api';
import { breakGlass, invitation, me, people, roles, signedIn } from './access-fixture.ts';
import { answerEstate } from './assets-fixture.ts';
import { makeCoverage } from './coverage-fixture.ts';
import { halfQuery, huntHours, huntPage } from './hunt-fixture.ts';
import { holds, retention } from './kept-fixture.ts';
import { ledgerPage, verdict } from './ledger-fixture.ts';
import { models } from './models-fixture.ts';
import { ordersOf, plans } from './plans-fixture.ts';
import { board, fallenChoices, recoveries } from './recovery-fixture.ts';
import { region, regionReach, sharedSuppliers } from './region-fixture.ts';
import { answerRules, tuneFields } from './rules-fixture.ts';
import { exported, segmentation, simulation } from './segmentation-fixture.ts';
import { sources, tokens } from './sources-fixture.ts';
import { spread } from './spread-fixture.ts';
import {
  makeFindings,
  makeIncidents,
  makeSituation,
  modelFinding,
  type StoredFinding,
  type StoredIncident,
  type StoredSituation,
} from './story-fixture.ts';
import { answerTry } from './try-fixture.ts';
import { webhooks } from './webhooks-fixture.ts';

export const builtConsole = fileURLToPath(new URL('../../../dist/web', import.meta.url));

const policy = "default-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface FixtureState {
  findings: StoredFinding[];
  incidents: StoredIncident[];
  situation: StoredSituation;
  recoveries: typeof recoveries;
  board: typeof board;
  session: SessionView;
}

export interface FixtureServer {
  url: string;
  state: FixtureState;
  /** What each question was about, oldest first. */
  organisations: readonly string[];
  /** Tells every open page that something changed. */
  push(change: Changed): void;
  /** Refuses and drops stream connections, as when Cordon has been stopped. */
  dropStreams(refuse: boolean): void;
  /** Answers paths that start with this with a 503 until cleared with null. */
  failOn(prefix: string | null): void;
  close(): Promise<void>;
}

function page(state: FixtureState, query: URLSearchParams) {
  const has = (value: string | null, wanted: string) =>
    (value ?? '').toLowerCase().includes(wanted.toLowerCase());
  const least = levels.indexOf((query.get('level') ?? 'informational') as Level);
  const found = state.findings.filter(
    (item) =>
      levels.indexOf(item.level) >= least &&
      has(item.host, query.get('host') ?? '') &&
      has(item.account, query.get('account') ?? '') &&
      (!query.get('rule') || item.rule_id === query.get('rule')) &&
      (!query.get('incident') || item.incident === query.get('incident')) &&
      has(`${item.title} ${item.host} ${item.account} ${item.rule_id}`, query.get('q') ?? ''),
  );
  const before = query.get('before');
  const from = before ? found.findIndex((item) => item.id === before) + 1 : 0;
  const limit = Number(query.get('limit') ?? 100);
  const items = found.slice(from, from + limit);
  return FindingPage.parse({
    items,
    total: found.length,
    next: from + limit < found.length ? (items.at(-1)?.id ?? null) : null,
  });
}

function answer(state: FixtureState, path: string, query: URLSearchParams): unknown {
  if (/^\/api\/v1\/findings\/[^/]+\/fields$/.test(path)) return tuneFields;
  const ofRules = answerRules(path, query);
  if (ofRules !== undefined) return ofRules;
  const [, collection, id] = /^\/api\/v1\/([a-z-]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (collection === 'sign-in' && id === 'link') return invitation;
  if (collection === 'me') return me;
  if (collection === 'people') return people;
  if (collection === 'roles') return roles;
  if (collection === 'break-glass') return breakGlass;
  if (collection === 'recoveries')
    return id === undefined ? state.recoveries : id === 'choices' ? fallenChoices : state.board;
  if (collection === 'segmentation')
    return id === undefined ? segmentation : id === 'lines' ? exported : simulation;
  if (collection === 'spread') return spread;
  if (collection === 'what-if') return plans.items[0]!.proposal;
  if (collection === 'region')
    return id === undefined ? region : id === 'suppliers' ? sharedSuppliers : regionReach;
  if (collection === 'sources') return sources;
  if (collection === 'tokens') return tokens;
  if (collection === 'webhooks') return webhooks;
  if (collection === 'retention') return retention;
  if (collection === 'holds') return holds;
  if (collection === 'ledger') return id === 'verify' ? verdict : ledgerPage;
  if (collection === 'situation') return state.situation;
  if (collection === 'findings' && id === modelFinding().id) return modelFinding();
  if (collection === 'findings') {
    return id ? state.findings.find((item) => item.id === decodeURIComponent(id)) : page(state, query);
  }
  if (collection === 'coverage') return makeCoverage();
  if (collection === 'models') return models;
  if (collection === 'hunt') return (id === 'hours' ? huntHours : huntPage)(state.findings, query);
  if (collection === 'incidents' && path.endsWith('/plans')) return plans;
  if (collection === 'plans' && id?.endsWith('/orders')) return ordersOf(id.split('/')[0]!);
  if (collection === 'incidents') {
    return id
      ? state.incidents.find((item) => item.id === decodeURIComponent(id))
      : IncidentList.parse({ items: state.incidents });
  }
  return undefined;
}

async function serveFile(path: string, response: ServerResponse): Promise<void> {
  const file = join(builtConsole, normalize(extname(path) ? path : '/index.html'));
  const body = file.startsWith(builtConsole) ? await readFile(file).catch(() => null) : null;
  response.writeHead(body ? 200 : 404, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy,
  });
  response.end(body ?? '');
}

let told: { findings: StoredFinding[]; incidents: StoredIncident[] } | undefined;

/** Checked against the schemas once; each server gets a copy that its test may change. */
function story() {
  told ??= { findings: makeFindings(1_400), incidents: makeIncidents() };
  return told;
}

export async function startFixtureServer(options: { port?: number } = {}): Promise<FixtureServer> {
  const { findings, incidents } = structuredClone(story());
  const state: FixtureState = {
    findings,
    incidents,
    situation: makeSituation(findings, incidents),
    recoveries: structuredClone(recoveries),
    board: structuredClone(board),
    session: signedIn,
  };
  const streams = new Set<ServerResponse>();
  const organisations: string[] = [];
  let refuseStreams = false;
  let failing: string | null = null;

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith('/api/')) return void serveFile(pathname, response);
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (failing !== null && pathname.startsWith(failing)) {
      return json(503, {
        code: 'store-busy',
        message: 'The event store did not answer in time.',
        next: 'Wait a few seconds and try again.',
      });
    }
    if (pathname.startsWith('/api/v1/hunt') && searchParams.get('q') === halfQuery) {
      return json(400, {
        code: 'HUNT_QUERY',
        message: 'At character 11, after "host:a and": The query ends after "and".',
        next: 'Correct the query; docs/hunt.md describes it.',
      });
    }
    if (pathname === '/api/v1/stream') {
      if (refuseStreams) return void request.socket.destroy();
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    if (pathname === '/api/v1/explain' || pathname === '/api/v1/rules/backtest') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => json(200, answerTry(pathname, Buffer.concat(parts).toString())));
      return;
    }
    if (pathname === '/api/v1/session') {
      const { session } = state;
      const named = request.headers['cordon-organisation'];
      if (session.state === 'signed-out' || !session.organisations.some(({ id }) => id === named))
        return json(200, session);
      return json(200, { ...session, organisation: named });
    }
    organisations.push(String(request.headers['cordon-organisation']));
    const found = pathname.startsWith('/api/v1/estate')
      ? answerEstate(request.method ?? 'GET', pathname, searchParams)
      : answer(state, pathname, searchParams);
    if (found === undefined) {
      return json(404, {
        code: 'not-found',
        message: 'There is nothing with that id.',
        next: 'It may have gone. Go back to the list.',
      });
    }
    json(200, found);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));

  return {
    // By name: passkeys do not work where the address is a number.
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    state,
    organisations,
    push(change) {
      const data = JSON.stringify(Changed.parse(change));
      for (const stream of streams) stream.write(`event: changed\ndata: ${data}\n\n`);
    },
    dropStreams(refuse) {
      refuseStreams = refuse;
      for (const stream of streams) stream.destroy();
    },
    failOn(prefix) {
      failing = prefix;
    },
    close: () =>
      new Promise((resolve) => {
        for (const stream of streams) stream.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
