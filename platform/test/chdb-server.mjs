// The part of ClickHouse's HTTP interface that its client uses, over chdb: node chdb-server.mjs PACKAGE FOLDER PORT.
// One question at a time, and whole answers only; https://clickhouse.com/docs/interfaces/http says what a server does.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const [chdb, folder, port] = process.argv.slice(2);
const { Session } = createRequire(import.meta.url)(chdb);
const session = new Session(folder);

/** Settings that belong to HTTP, or to a server. */
const notSettings =
  /^(query|query_id|database|session_id|wait_end_of_query|cancel_http_|enable_http_|default_format|role|async_insert)/;

async function asked(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const { searchParams } = new URL(request.url, 'http://here');
  const fields = new Map(searchParams);
  const type = request.headers['content-type'] ?? '';
  let text = body.toString();
  if (type.startsWith('multipart/form-data')) {
    for (const [name, value] of await new Response(body, { headers: { 'content-type': type } }).formData())
      fields.set(name, value);
    text = '';
  }
  return { fields, text };
}

function answer({ fields, text }) {
  const query = [fields.get('query'), text].filter(Boolean).join('\n');
  const set = [...fields].filter(([name]) => !notSettings.test(name) && !name.startsWith('param_'));
  const quoted = (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  for (const [name, value] of fields)
    if (name.startsWith('param_')) session.query(`set ${name} = ${quoted(value)}`);
  for (const [name, value] of set) session.query(`set ${name} = ${quoted(value)}`);
  try {
    return session.query(query, 'TabSeparated');
  } finally {
    session.query('set max_execution_time = 0');
  }
}

createServer({ maxHeaderSize: 1 << 20 }, async (request, response) => {
  if (request.url.startsWith('/ping')) return response.end('Ok.\n');
  try {
    const result = answer(await asked(request));
    response.setHeader('x-clickhouse-summary', '{}');
    response.end(result);
  } catch (error) {
    const message = String(error.message).replace(/^.*?(?=Code: \d+)/s, '');
    response.statusCode = 500;
    const code = /Code: (\d+)/.exec(message)?.[1];
    if (code) response.setHeader('x-clickhouse-exception-code', code);
    response.end(message);
  }
}).listen(Number(port), '127.0.0.1');
