import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { withPassphrases } from './passphrase.ts';

const given = (text: string): PassThrough => {
  const input = new PassThrough();
  input.end(text);
  return input;
};

test('a service hands over the former and the new passphrase as lines, and neither is lost', async () => {
  const asked = await withPassphrases(
    async (ask) => [await ask({ fresh: false }), await ask({ fresh: true })],
    given('former words of it\nnew words of it\n'),
  );
  expect(asked).toEqual(['former words of it', 'new words of it']);
});

test('no passphrase, or an empty one, stops the start', async () => {
  for (const text of ['', '\n'])
    await expect(withPassphrases((ask) => ask({ fresh: false }), given(text))).rejects.toMatchObject({
      code: 'PASSPHRASE_NONE',
    });
});
