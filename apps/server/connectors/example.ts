/** The example of docs/connectors.md: a badge reader that tells all events with a number above the one it is given. */
import { z } from 'zod';
import { Secret } from '../stores-settings.ts';
import { Address, type Connector, common } from './connector.ts';

const Settings = z.strictObject({
  kind: z.literal('badge-reader'),
  ...common,
  address: Address,
  password: Secret,
});

const Answer = z.object({ events: z.array(z.object({ number: z.number() }).loose()) });

export const badgeReader: Connector<z.infer<typeof Settings>> = {
  settings: Settings,
  asks: ({ address, password }) => ({
    origins: [new URL(address).origin],
    about: address,
    secrets: [password],
  }),
  async *pull({ settings, cursor, ask, secret }) {
    const headers = { 'x-password': secret(settings.password) };
    for (let after = Number(cursor ?? 0); ; ) {
      const { text } = await ask(`${settings.address}/events?after=${after}`, { headers });
      const { events } = Answer.parse(JSON.parse(text));
      if (events.length === 0) return;
      after = Math.max(...events.map(({ number }) => number));
      const lines = events.map((event) => `${JSON.stringify(event)}\n`);
      yield { body: Buffer.from(lines.join('')), cursor: String(after) };
    }
  },
};
