/** Asks for a backtest and follows it: the answer comes line by line. Leaving, by the signal, ends the work on the server too. */
import { Refusal } from '@cordon/client';
import type { Backtest, BacktestLine } from '@cordon/server/api';
import { open } from '../../data.ts';

export interface BacktestQuestion {
  rule: string;
  /** ISO 8601; without it, all that is kept. */
  since?: string;
}

export interface BacktestProgress {
  /** 0 to 1. */
  progress: number;
  hits: number;
}

const cutShort = {
  code: 'web-cut-short',
  message: 'Cordon stopped before it had an answer. Nothing was changed.',
  next: 'Check that Cordon is still running, and try again.',
};

/** @throws Refusal */
export async function runBacktest(
  question: BacktestQuestion,
  signal: AbortSignal,
  onProgress: (progress: BacktestProgress) => void,
): Promise<Backtest> {
  const response = await open('POST /rules/backtest', 'application/x-ndjson', { body: question, signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? '')).split('\n');
    rest = done ? '' : lines.pop()!;
    for (const text of lines) {
      if (text === '') continue;
      const line = JSON.parse(text) as BacktestLine;
      if ('result' in line) return line.result;
      if ('error' in line) throw new Refusal(line.error, response.status);
      onProgress(line);
    }
    if (done) throw new Refusal(cutShort, response.status);
  }
}
