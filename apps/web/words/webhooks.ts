/** Webhooks in words: what they are told, and how that goes. */
import type { WebhookList } from '@cordon/server/api';
import { plural } from './words.ts';

type Webhook = WebhookList['items'][number];
type Delivery = Webhook['deliveries'][number];
export type WebhookEvent = Webhook['events'][number];

/** After "is told when"; in the order in which a form offers them. */
export const eventWord: Record<WebhookEvent, string> = {
  'incident.raised': 'an incident is raised',
  'incident.worse': 'an incident becomes worse',
  'plan.approved': 'a plan of what to close is approved',
  'plan.withdrawn': 'that approval is taken back',
  'break-glass.used': 'somebody breaks the glass',
};

export const webhookEvents = Object.keys(eventWord) as WebhookEvent[];

const messages: Record<string, string> = {
  'incident.raised': 'Incident raised',
  'incident.worse': 'Incident worse',
  'plan.approved': 'Plan approved',
  'plan.withdrawn': 'Approval withdrawn',
  'break-glass.used': 'Glass broken',
  'webhook.test': 'A test',
};

export const messageWord = (event: string): string => messages[event] ?? event;

const notArrived = ({ state, tries }: Delivery): boolean =>
  state === 'given up' || (state === 'waiting' && tries > 0);

/** How it goes with it; `kind` is the class that shows it. */
export function webhookState({ stopped, deliveries }: Pick<Webhook, 'stopped' | 'deliveries'>): {
  word: string;
  kind: 'good-word' | 'bad' | 'unknown-word';
  why: string | null;
} {
  const missing = deliveries.filter(notArrived);
  const newest = deliveries.find(({ tries }) => tries > 0);
  const last = missing[0]?.last_answer ?? 'no answer';
  if (stopped !== null) return { word: 'Told nothing', kind: 'bad', why: stopped };
  if (newest && notArrived(newest))
    return {
      word: 'Cannot be told',
      kind: 'bad',
      why: `${plural(missing.length, 'message')} of the newest ${deliveries.length} did not arrive; the last try: ${last}.`,
    };
  if (!newest) return { word: 'Not known: told nothing yet', kind: 'unknown-word', why: null };
  return {
    word: 'Arrives',
    kind: 'good-word',
    why:
      missing.length === 0 ? null : `${plural(missing.length, 'earlier message')} did not arrive: ${last}.`,
  };
}

export function deliveryWord({ state, tries }: Delivery): string {
  if (state === 'delivered') return tries === 1 ? 'Arrived' : `Arrived at try ${tries}`;
  if (state === 'given up') return `Given up after ${plural(tries, 'try', 'tries')}`;
  return tries === 0 ? 'About to be sent' : `Waits, after ${plural(tries, 'try', 'tries')}`;
}
