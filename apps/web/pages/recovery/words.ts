/** The wordings of a recovery. */
import type { BoardService, StepState } from '@cordon/recovery';
import { duration } from '../../words/time.ts';

export const stepWord: Record<StepState, string> = {
  down: 'Down',
  waiting: 'Waiting for supplier',
  restoring: 'Being restored',
  back: 'Back, to be checked',
  verified: 'Back and checked',
};

export const serviceWord: Record<BoardService['state'], string> = {
  stopped: 'Stopped',
  worse: 'Works worse',
  'to verify': 'Back, to be checked',
  running: 'Runs again',
};

export const minutesWord = (minutes: number): string => duration(minutes * 60_000);

/** `2 h 10 min`, `at least 2 h`; what has no time that anybody knows says so. */
export function momentWord(moment: { minutes: number; at_least: boolean }): string {
  if (!moment.at_least) return minutesWord(moment.minutes);
  return moment.minutes === 0 ? 'nobody knows' : `at least ${minutesWord(moment.minutes)}`;
}

/** What a service can still bear on paper, in a sentence. */
export function paperSentence({ paper, minutes, tolerable_minutes, expected }: BoardService): string {
  switch (paper) {
    case null:
      return '';
    case 'unknown':
      return 'Nobody has agreed how long paper works. Treat it as past.';
    case 'passed':
      return `Past its time on paper by ${minutesWord(minutes - tolerable_minutes!)}`;
    case 'will pass':
      return `Paper works for ${minutesWord(tolerable_minutes! - minutes)} more, and it cannot be back within ${minutesWord(expected!.minutes)}`;
    case 'holds':
      return `Paper works for ${minutesWord(tolerable_minutes! - minutes)} more`;
  }
}

export const paperWord: Record<NonNullable<BoardService['paper']>, string> = {
  unknown: 'Not known',
  passed: 'Past',
  'will pass': 'Will be past',
  holds: 'Holds',
};
