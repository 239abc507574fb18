/** The risk: a door that answers with less than was found, or that hides what is unknown. */
import { createHttp } from '@cordon/platform/http';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { expect, test } from 'vitest';
import { loadEstate } from '../load.ts';
import { type Estate, EstateOutline } from '../model.ts';
import { estateRoutes } from '../routes.ts';
import { FirewallsView } from './model.ts';
import { firewallRoutes } from './routes.ts';

async function ask(estate: Estate | null, path: string) {
  const app = createHttp(createLogger('test', { level: 'silent' }), { reach: 'console' });
  estateRoutes(app, () => estate);
  firewallRoutes(app, () => estate);
  const answer = await app.inject({ url: path });
  await app.close();
  return { status: answer.statusCode, body: answer.json() as unknown };
}

test('all that was found comes out, and its flows with the lines that allow them', async () => {
  const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
  const { status, body } = await ask(estate, '/api/v1/estate/firewalls');
  expect(status).toBe(200);
  expect(FirewallsView.parse(body)).toEqual(estate.firewalls()!.view);
  const { flows } = EstateOutline.parse((await ask(estate, '/api/v1/estate/outline')).body);
  expect(flows.find(({ id }) => id === 'sah-fw01-line-211-to-central-stations')?.allowed_by).toEqual([
    { device: 'sah-fw01', file: 'sah-fw01.xml', line: 211, text: 'rule "central stations upgrade"' },
  ]);
});

test('without configurations the answer is that nobody knows, and not that nothing passes', async () => {
  expect(await ask(null, '/api/v1/estate/firewalls')).toMatchObject({
    status: 404,
    body: { code: 'NO_FIREWALLS' },
  });
});
