/** Risk: a browser keeps, shows elsewhere, or fetches without TLS what only a person who is signed in may see. */
import { afterAll, expect, test } from 'vitest';
import { createLogger } from '../telemetry/index.ts';
import { type App, createHttp, type HttpOptions } from './index.ts';

const apps: App[] = [];
afterAll(() => Promise.all(apps.map((app) => app.close())));

function appWith(options: HttpOptions): App {
  const app = createHttp(createLogger('test', { level: 'silent' }), options);
  app.get('/api/v1/thing', async () => ({ thing: 1 }));
  app.get('/page.js', async () => '1');
  apps.push(app);
  return app;
}

test('what the API says is kept by no browser, whatever it answers; the pages themselves may be', async () => {
  const app = appWith({ reach: 'console' });
  for (const url of ['/api/v1/thing', '/api/v1/thing?q=1', '/api/v1/none'])
    expect((await app.inject({ url })).headers['cache-control'], url).toBe('no-store');
  expect((await app.inject({ url: '/page.js' })).headers['cache-control']).toBeUndefined();
});

test('nothing is loaded from, shown in, or sent to anywhere else', async () => {
  const { headers } = await appWith({ reach: 'console' }).inject({ url: '/page.js' });
  const policy = String(headers['content-security-policy']).split('; ');
  for (const part of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy).toContain(part);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test('where it is shown over TLS, browsers are told never to come without; on this machine they are not', async () => {
  const tls = appWith({ reach: 'console', origin: 'https://cordon.hospital.example' });
  const host = 'cordon.hospital.example';
  expect(
    (await tls.inject({ url: '/page.js', headers: { host } })).headers['strict-transport-security'],
  ).toMatch(/^max-age=31536000; includeSubDomains$/);
  const bare = await appWith({ reach: 'console' }).inject({ url: '/page.js' });
  expect(bare.headers['strict-transport-security']).toBeUndefined();
});

test('what a proxy says of who asks is believed from the proxies that are named, and from nobody else', async () => {
  const named = {
    reach: 'console',
    origin: 'https://cordon.hospital.example',
    proxies: ['10.1.0.0/16'],
  } as const;
  for (const [options, from, believed] of [
    [named, '10.1.0.7', true],
    [named, '10.2.0.7', false],
    [{ reach: 'console' } as const, '127.0.0.1', false],
  ] as const) {
    const app = createHttp(createLogger('test', { level: 'silent' }), options);
    apps.push(app);
    app.get('/api/v1/address', async ({ ip }) => ({ ip }));
    const headers = { host: 'localhost', 'x-forwarded-for': '192.0.2.9' };
    const { ip } = (await app.inject({ url: '/api/v1/address', remoteAddress: from, headers })).json();
    expect(ip).toBe(believed ? '192.0.2.9' : from);
  }
});
