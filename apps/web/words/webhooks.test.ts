/** Risk: a webhook that reaches nobody looks as if it did. */
import { describe, expect, it } from 'vitest';
import { deliveryWord, webhookState } from './webhooks.ts';

const delivery = (
  state: 'waiting' | 'delivered' | 'given up',
  tries: number,
  last_answer: string | null = null,
) => ({
  id: `${state} ${tries}`,
  event: 'incident.raised',
  made: '',
  state,
  tries,
  next_try: null,
  last_answer,
});

describe('a webhook', () => {
  it.each([
    ['Not known: told nothing yet', []],
    ['Not known: told nothing yet', [delivery('waiting', 0)]],
    ['Arrives', [delivery('delivered', 1)]],
    // What is about to be sent says nothing yet of whether it arrives.
    ['Arrives', [delivery('waiting', 0), delivery('delivered', 2)]],
    ['Cannot be told', [delivery('waiting', 1, 'status 500'), delivery('delivered', 1)]],
    ['Cannot be told', [delivery('waiting', 0), delivery('given up', 8, 'connect ECONNREFUSED')]],
  ] as const)('is said to be: %s', (word, deliveries) => {
    expect(webhookState({ stopped: null, deliveries: [...deliveries] }).word).toBe(word);
  });

  it('that arrives again still says what did not', () => {
    const { kind, why } = webhookState({
      stopped: null,
      deliveries: [delivery('delivered', 1), delivery('given up', 8, 'status 503')],
    });
    expect(kind).toBe('good-word');
    expect(why).toBe('1 earlier message did not arrive: status 503.');
  });

  it('that is stopped says so, however well it went', () => {
    const { word, why } = webhookState({
      stopped: 'Paused by Night shift.',
      deliveries: [delivery('delivered', 1)],
    });
    expect([word, why]).toEqual(['Told nothing', 'Paused by Night shift.']);
  });
});

it('a message says how often it was tried', () => {
  expect(deliveryWord(delivery('delivered', 2))).toBe('Arrived at try 2');
  expect(deliveryWord(delivery('given up', 8))).toBe('Given up after 8 tries');
  expect(deliveryWord(delivery('waiting', 1))).toBe('Waits, after 1 try');
});
