import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFault } from '@cordon/platform/fault';
import { expect, test } from 'vitest';
import { listScenarios, loadScenario, parseScenario } from './scenario.ts';

const good = `
id: test
title: A test
description: Nothing much
source: Written here
compression: None
start: 2026-03-10T00:00:00Z
duration: 2h
first_signal: beacon
actors:
  victim: { kinds: [workstation], account: person }
steps:
  - id: beacon
    at: 1h30m
    title: Calls home
    technique: T1071.001
    do:
      - beacon: { on: victim, server: { name: c2.example, address: 203.0.113.9 }, for: 10m }
`;

const problemsOf = (text: string): readonly string[] => {
  try {
    parseScenario(text);
  } catch (error) {
    if (isFault(error, 'SCENARIO')) return error.details.problems as string[];
    throw error;
  }
  return [];
};

test('a scenario reads into milliseconds and names', () => {
  const scenario = parseScenario(good);
  expect(scenario.duration).toBe(7_200_000);
  expect(scenario.steps[0]).toMatchObject({ id: 'beacon', at: 5_400_000 });
  expect(scenario.steps[0]!.do[0]).toMatchObject({ name: 'beacon', parts: ['victim'] });
});

test('every scenario of the product loads and is named after its file', async () => {
  const names = await listScenarios();
  expect(names).toEqual(
    expect.arrayContaining(['hse-2021', 'insider-snooping', 'ordinary-day', 'portal-no-mfa']),
  );
  for (const name of names) expect((await loadScenario(name)).id).toBe(name);
});

test.each([
  [
    'an unknown behaviour',
    good.replace('- beacon: {', '- becon: {'),
    /steps\.0\.do\.0: unknown behaviour "becon"; known: /,
  ],
  ['a misspelt parameter', good.replace('on: victim', 'onn: victim'), /steps\.0\.do\.0\.beacon/],
  [
    'a real address',
    good.replace('203.0.113.9', '8.8.8.8'),
    /server\.address: an address in 203\.0\.113\.0\/24/,
  ],
  ['a real name', good.replace('c2.example', 'example.org'), /server\.name: a name ending in \.example/],
  [
    'an actor that is not defined',
    good.replace('on: victim', 'on: nobody'),
    /beacon names the actor "nobody", which is not defined/,
  ],
  ['a time it cannot read', good.replace('at: 1h30m', 'at: 90'), /steps\.0\.at/],
  ['an empty time', good.replace('at: 1h30m', 'at: ""'), /a time such as 45s/],
  ['a step after the end', good.replace('at: 1h30m', 'at: 3h'), /starts after the scenario has ended/],
  ['no first signal', good.replace('first_signal: beacon\n', ''), /first_signal is missing/],
  [
    'a first signal that is no step',
    good.replace('first_signal: beacon', 'first_signal: other'),
    /"other", which does not exist/,
  ],
  ['a technique that is none', good.replace('T1071.001', 'beaconing'), /ATT&CK technique/],
  ['an unknown key', good.replace('title: A test', 'title: A test\nsecret: 1'), /the file: .*secret/],
  [
    'a second key in a behaviour',
    good.replace('- beacon: {', '- sweep: {}\n        beacon: {'),
    /exactly one behaviour/,
  ],
  ['YAML that is broken', `${good}\n  : [`, /./],
  [
    'a step twice',
    `${good}  - { id: beacon, at: 1h, title: x, technique: T1071, do: [inject: { on: victim }] }\n`,
    /appears twice/,
  ],
])('%s is refused with its place and reason', (_what, text, message) => {
  expect(problemsOf(text).join('\n')).toMatch(message);
});

test('a scenario that does not exist is answered with those that do', async () => {
  await expect(loadScenario('nowhere')).rejects.toThrow(/There is no scenario "nowhere"\. Known: .*hse-2021/);
});

test('a file that is not there is named, with what to do', async () => {
  await expect(loadScenario('/nowhere/mine.yaml')).rejects.toMatchObject({
    code: 'SCENARIO_FILE',
    next: expect.any(String),
  });
});

test('a file of one’s own loads by its path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-scenario-'));
  try {
    await writeFile(join(folder, 'mine.yaml'), good);
    expect((await loadScenario(join(folder, 'mine.yaml'))).id).toBe('test');
  } finally {
    await rm(folder, { recursive: true });
  }
});
