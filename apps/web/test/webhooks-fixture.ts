/** Webhooks in every state: one that arrives, one that does not, one that is paused, and one that was told nothing yet. */
import { WebhookList } from '@cordon/server/api';

const webhook = {
  url: 'https://pager.hospital.example/cordon',
  events: ['incident.raised', 'incident.worse', 'break-glass.used'],
  made: '2026-03-01T09:00:00.000Z',
  made_by: 'IT operations, St Aldhelm’s Hospitals',
  stopped: null,
};

const delivered = {
  event: 'incident.raised',
  made: '2026-03-13T01:12:00.000Z',
  state: 'delivered',
  tries: 1,
  next_try: null,
  last_answer: 'status 204',
};

const waiting = {
  ...delivered,
  event: 'incident.worse',
  state: 'waiting',
  tries: 3,
  next_try: '2026-03-13T01:42:00.000Z',
  last_answer: 'connect ECONNREFUSED 10.20.4.17:8443',
};

export const webhooks = WebhookList.parse({
  items: [
    {
      ...webhook,
      id: 'a1',
      deliveries: [
        { ...delivered, tries: 2 },
        { ...delivered, event: 'webhook.test' },
      ],
    },
    {
      ...webhook,
      id: 'a2',
      url: `https://tickets.hospital.example/hooks/with/an/address/as/long/as/they/are/${'x'.repeat(60)}`,
      events: ['incident.raised'],
      deliveries: [
        { ...waiting, event: 'webhook.test', tries: 0, last_answer: null },
        waiting,
        { ...waiting, state: 'given up', tries: 8, next_try: null, last_answer: 'status 503' },
        delivered,
      ],
    },
    {
      ...webhook,
      id: 'a3',
      url: 'https://chat.hospital.example/in',
      stopped: 'Paused by Information security, St Aldhelm’s.',
      deliveries: [waiting],
    },
    { ...webhook, id: 'a4', url: 'https://new.hospital.example/', deliveries: [] },
  ].map((one) => ({
    ...one,
    deliveries: one.deliveries.map((message, n) => ({ id: `${one.id}-${n}`, ...message })),
  })),
});
