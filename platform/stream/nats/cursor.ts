/**
 * Places of readers, as the last message on a subject for each cursor. A reader knows the sequence number of its own last note
 * and replaces that one only: whoever reads with the same cursor elsewhere takes it over, and the one before finds out.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { fault } from '../../fault/index.ts';
import { failedWith, type Nats, refusal, requestMs } from './client.ts';

export interface Position {
  /** Number of the record to go on from. */
  next: number;
  /** Sequence number of the message that it is in. */
  at: number;
}

interface Note extends Position {
  /** Who wrote it. */
  reader: string;
}

export interface Cursors {
  /** Null when the cursor has never been used. */
  load(topic: string, cursor: string): Promise<(Note & { revision: number }) | null>;
  /** Returns the revision to replace next. @throws STREAM_CURSOR when somebody else has taken the cursor over */
  save(topic: string, cursor: string, note: Note, revision: number): Promise<number>;
  all(topic: string): Promise<Position[]>;
}

export function createCursors({ js, manager }: Nats, stream: string, prefix: string): Cursors {
  const subject = (topic: string, cursor: string): string => `${prefix}.${topic}.${cursor}`;

  const load: Cursors['load'] = async (topic, cursor) => {
    try {
      const message = await manager.streams.getMessage(stream, { last_by_subj: subject(topic, cursor) });
      return message && { ...message.json<Note>(), revision: message.seq };
    } catch (error) {
      if (failedWith(error, 'notFound')) return null;
      throw error;
    }
  };

  return {
    load,
    async save(topic, cursor, note, revision) {
      const text = JSON.stringify(note);
      for (let attempt = 0; ; attempt++) {
        try {
          const { seq } = await js.publish(subject(topic, cursor), text, {
            expect: { lastSubjectSequence: revision },
            timeout: requestMs,
            retries: 0,
          });
          return seq;
        } catch (error) {
          if (failedWith(error, 'wrongLast')) {
            // It may be ours: stored, and the answer lost.
            const now = await load(topic, cursor);
            if (now && now.reader === note.reader && now.next === note.next && now.at === note.at)
              return now.revision;
            throw takenOver(topic, cursor);
          }
          if (refusal(error) || attempt >= 5) throw error;
          await pause(100 * 2 ** attempt, undefined, { ref: false });
        }
      }
    },
    async all(topic) {
      const { state } = await manager.streams.info(stream, { subjects_filter: subject(topic, '*') });
      const names = Object.keys(state.subjects ?? {}).map((name) => name.slice(subject(topic, '').length));
      const notes = await Promise.all(names.map((name) => load(topic, name)));
      return notes.filter((note) => note !== null);
    },
  };
}

const takenOver = (topic: string, cursor: string): Error =>
  fault(
    'STREAM_CURSOR',
    `Another Cordon reads ${topic} with the cursor ${cursor} now. This one stopped.`,
    'Run one of them, or give each a cursor of its own.',
  );
