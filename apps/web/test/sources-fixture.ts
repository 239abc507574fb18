/** Sources that send, that fell silent, that nothing can read, and whose clock is ahead; tokens in every state. */
import { SourcesView, TokenList } from '@cordon/server/api';

const minutes = Array.from({ length: 60 }, (_, n) => (n % 7 === 0 ? 0 : 40 + ((n * 13) % 50)));
const source = {
  format: 'windows-json',
  events: 1_204_551,
  bytes: 2_310_000_000,
  unreadable: 0,
  repeated: 12,
  last_event: '2026-03-13T01:19:40.000Z',
  last_received: '2026-03-13T01:19:55.000Z',
  delay: 15,
  per_minute: 61.2,
  minutes,
  losses: [],
};

const pull = {
  kind: 'microsoft-graph',
  every: 60,
  last_run: '2026-03-13T01:19:40.000Z',
  last_success: '2026-03-13T01:19:41.000Z',
  next_run: '2026-03-13T01:20:40.000Z',
  failures: 0,
  error: null,
  behind: false,
  overdue: false,
};

export const sources = SourcesView.parse({
  now: '2026-03-13T01:20:00.000Z',
  waiting: 3,
  items: [
    source,
    {
      ...source,
      format: 'unknown',
      unreadable: 412,
      last_received: '2026-03-11T01:19:55.000Z',
      delay: null,
      per_minute: 0,
      minutes: minutes.map(() => 0),
      losses: [
        { at: '2026-03-11T01:19:55.000Z', where: 'line 12', what: 'the value is not JSON (unexpected end)' },
      ],
    },
    { ...source, delay: -4_000, per_minute: 2.4, last_received: null },
  ].map((one, n) => ({
    ...one,
    key: ['winlogbeat/winlogbeat', 'doors/an export with a long name.csv', 'gateways/10.20.0.1'][n],
  })),
  pulled: [
    { ...pull, source: 'entra-sign-ins' },
    { ...pull, source: 'door-system', kind: 'http-json', every: 600, behind: true },
    {
      ...pull,
      source: 'firewall-cloud',
      kind: 'http-json',
      failures: 4,
      error: 'firewall.hospital.example:8443 does not accept what this connector shows (401)',
      last_success: '2026-03-12T22:19:41.000Z',
    },
    { ...pull, source: 'new', last_run: null, last_success: null },
    { ...pull, source: 'forgotten', overdue: true },
  ],
});

const token = {
  org: 'sah',
  scopes: ['logs.write'],
  created: '2026-03-01T09:00:00.000Z',
  created_by: 'IT operations, St Aldhelm’s Hospitals',
  expires: null,
  revoked: null,
  last_used: '2026-03-13T01:19:00.000Z',
};

export const tokens = TokenList.parse({
  items: [
    { ...token, id: '3f3b80b2d47b872f', name: 'winlogbeat' },
    { ...token, id: '3f3b80b2d47b8730', name: 'doors', expires: '2026-06-30', last_used: null },
    { ...token, id: '3f3b80b2d47b8731', name: 'old', revoked: '2026-03-02T09:00:00.000Z' },
  ],
});
