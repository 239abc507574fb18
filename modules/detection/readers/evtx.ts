/** EVTX records as events: the engine's lazy record with an envelope. */
import { type EvtxRecord, readEvtxStream } from '@cordon/evtx';
import type { Envelope, Event, FieldValue, Json, LogSource } from '../model.ts';
import { addLoss, type InputReport } from './report.ts';
import { windowsSource } from './sources.ts';
import { windowsEnvelope } from './windows-envelope.ts';

class EvtxEvent implements Event {
  readonly source: LogSource;
  readonly file: string;
  private readonly record: EvtxRecord;
  private known: Envelope | undefined;

  constructor(source: LogSource, file: string, record: EvtxRecord) {
    this.source = source;
    this.file = file;
    this.record = record;
  }

  get recordId(): string {
    // What Event Viewer shows; a log that was exported has numbered its records anew in their headers.
    return String(this.record.field('EventRecordID') ?? this.record.recordId);
  }

  field(name: string): FieldValue | undefined {
    // A place in the template that this record leaves empty is no field of it, as in its XML and its JSON.
    return this.record.field(name) ?? undefined;
  }

  fieldNames(): readonly string[] {
    return this.record.fieldNames();
  }

  envelope(): Envelope {
    this.known ??= this.toEnvelope();
    return this.known;
  }

  private toEnvelope(): Envelope {
    const { record } = this;
    const envelope = windowsEnvelope((name) => record.field(name), record.eventId);
    envelope.time = record.timeCreated;
    if (record.computer !== '') envelope.host = record.computer.toLowerCase();
    return envelope;
  }

  raw(): Json {
    return this.record.toJSON();
  }
}

/** Yields each chunk's events; losses go to the report. The stream's own failure is thrown at the end. */
export async function* readEvtx(
  bytes: AsyncIterable<Uint8Array>,
  report: InputReport,
): AsyncGenerator<Event[]> {
  let failure: unknown;
  // The engine must see the end of the bytes, or it would not give the chunk that the failure cut short.
  async function* untilFailure(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of bytes) {
        report.bytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      failure = error ?? new Error('the input failed');
    }
  }
  const records = readEvtxStream(untilFailure(), {
    onLoss: (loss) => addLoss(report, `offset ${loss.offset}`, loss.detail, loss.recordsLost),
  });
  for await (const batch of records) {
    yield batch.map((record) => {
      const source = windowsSource(
        'evtx',
        record.channel || undefined,
        record.eventId < 0 ? undefined : record.eventId,
      );
      return new EvtxEvent(source, report.file, record);
    });
  }
  if (failure !== undefined) throw failure;
}
