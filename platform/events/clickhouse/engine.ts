/** The connection to ClickHouse, and what its failures mean. */

import { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { fault } from '../../fault/index.ts';
import type { SqlValue } from '../condition.ts';

export interface ClickhouseOptions {
  /** `https://ch1.hospital.example:8443`. */
  url: string;
  /** Made if absent. Default `cordon`. */
  database?: string;
  user?: string;
  /** Asked for once, at the start. */
  password?: () => string;
  /** PEM texts of the authorities that signed the server, and of our own certificate. */
  tls?: { ca?: string; cert?: string; key?: string } | null;
  /** False in a process beside the one that writes. Default true. */
  writes?: boolean;
  /** Seal when this many events are not sealed yet. Default 50 000. */
  sealRows?: number;
  /** Told of sealing in the background that failed (it is tried again), and of segments that were changed. */
  onProblem?: (problem: { message: string; error?: unknown }) => void;
}

export interface Question {
  sql: string;
  /** Named p1, p2 and so on. */
  params: readonly (SqlValue | readonly string[])[];
}

export interface Engine {
  read<R>(question: Question, timeoutMs: number): Promise<R[]>;
  /** Rows as lists of values, a few thousand at a time. */
  stream(question: Question, signal: AbortSignal): AsyncIterable<unknown[][]>;
  run(question: Question): Promise<void>;
  /** JSON, one object a line. Resolves when it is on the disk. */
  insert(table: string, lines: readonly (string | Buffer)[]): Promise<void>;
  close(): Promise<void>;
}

const requestMs = 150_000;
/** Answers come in pieces of the network's size, which are too small to be worth a turn each. */
const rowsTogether = 2_000;

const named = ({ params }: Question): Record<string, unknown> =>
  Object.fromEntries(params.map((value, i) => [`p${i + 1}`, value]));

export function connectClickhouse({ url, user, password, tls }: ClickhouseOptions): Engine {
  const client: ClickHouseClient = createClient({
    url,
    username: user ?? 'default',
    password: password?.() ?? '',
    application: 'cordon',
    // Failures are told where they matter; its own log would show what people search for.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: requestMs,
    // A list that somebody searches for may be longer than an address.
    use_multipart_params_auto: true,
    ...(tls ? { http_agent: new Agent({ keepAlive: true, ...tls }) } : {}),
    clickhouse_settings: {
      async_insert: 0,
      output_format_json_quote_64bit_integers: 0,
      // The search ends when nobody waits for it.
      cancel_http_readonly_queries_on_client_close: 1,
    },
  });

  return {
    async read<R>(question: Question, timeoutMs: number): Promise<R[]> {
      try {
        const result = await client.query({
          query: question.sql,
          format: 'JSONEachRow',
          query_params: named(question),
          abort_signal: AbortSignal.timeout(timeoutMs + 1_000),
          clickhouse_settings: { max_execution_time: timeoutMs / 1_000 },
        });
        return await result.json<R>();
      } catch (error) {
        throw asFault(error, timeoutMs);
      }
    },
    async *stream(question, signal) {
      try {
        const result = await client.query({
          query: question.sql,
          format: 'JSONCompactEachRow',
          query_params: named(question),
          abort_signal: signal,
        });
        let lists: unknown[][] = [];
        for await (const rows of result.stream()) {
          for (const row of rows) {
            lists.push(row.json<unknown[]>());
            if (lists.length < rowsTogether) continue;
            yield lists;
            lists = [];
          }
        }
        if (lists.length > 0) yield lists;
      } catch (error) {
        signal.throwIfAborted();
        throw asFault(error, requestMs);
      }
    },
    async run(question) {
      await client
        .command({
          query: question.sql,
          query_params: named(question),
          clickhouse_settings: { mutations_sync: '2' },
        })
        .catch((error: unknown) => {
          throw asFault(error, requestMs);
        });
    },
    async insert(table, lines) {
      const body = Readable.from(
        (function* () {
          for (const line of lines) {
            yield line;
            yield '\n';
          }
        })(),
        { objectMode: false },
      );
      try {
        const { stream } = await client.exec({
          query: `insert into ${table} format JSONEachRow`,
          values: body,
          clickhouse_settings: { input_format_skip_unknown_fields: 1, wait_end_of_query: 1 },
        });
        for await (const _ of stream);
      } catch (error) {
        throw asFault(error, requestMs);
      }
    },
    close: () => client.close(),
  };
}

/** https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const full = new Set(['243', '241', '252', '395']);
const denied = new Set(['497', '516', '192', '194', '164']);

function asFault(error: unknown, timeoutMs: number): Error {
  const aborted = error instanceof Error && /abort|timeout/i.test(`${error.name} ${error.message}`);
  if (
    (error instanceof ClickHouseError && error.code === '159') ||
    (aborted && !(error instanceof ClickHouseError))
  )
    return fault(
      'EVENTS_TIMEOUT',
      `The search was stopped after ${timeoutMs / 1_000} seconds.`,
      'Ask for a shorter time range, or name a host or an account.',
    );
  const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  if (error instanceof ClickHouseError)
    return fault(
      full.has(error.code) ? 'EVENTS_FULL' : denied.has(error.code) ? 'EVENTS_DENIED' : 'EVENTS_FAILED',
      `ClickHouse refused (code ${error.code}): ${message.slice(0, 300)}`,
      full.has(error.code)
        ? 'Give ClickHouse more room or memory, then try again.'
        : denied.has(error.code)
          ? 'Check the name and password in cordon.yaml, and that the user may create, read, insert and alter in its database.'
          : 'Try again; if it persists, look into the log of ClickHouse.',
      { cause: error },
    );
  return fault(
    'EVENTS_UNREACHABLE',
    `ClickHouse does not answer (${message}).`,
    'Check that it runs and that this machine can reach it, then try again.',
    { cause: error },
  );
}
