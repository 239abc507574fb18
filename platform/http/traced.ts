/** A span for each request, by the route as it was declared: what was asked for is somebody's data. */
import type { FastifyRequest } from 'fastify';
import type { Span, Tracer } from '../telemetry/index.ts';
import type { App } from './app.ts';

export function traceRequests(app: App, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    const from = [headers.traceparent].flat();
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = tracer.start(`${method} ${route}`, attributes, { from, kind: 'server' });
    spans.set(request, span);
    span.within(done);
  });
  // Reading a body ends in the context of its connection, which other requests share.
  app.addHook('preValidation', (request, _reply, done) => spans.get(request)!.within(done));
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    span?.set({ 'http.response.status_code': statusCode });
    span?.end(statusCode >= 500 ? String(statusCode) : undefined);
    done();
  });
}
