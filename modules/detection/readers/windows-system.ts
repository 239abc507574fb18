/** Where each shape of Windows JSON keeps what the event's System part says: id, channel, computer, time. */
import type { Json } from '../model.ts';
import { isObject, type JsonObject, own } from './fields.ts';

/** Where each shape keeps the System values, under the names this product uses for them. */
type Path = readonly string[];
export type SystemPaths = ReadonlyMap<string, readonly Path[]>;

/** `a.b` is looked for as one key (flattened records) and as `b` inside `a`. */
const paths = (table: Readonly<Record<string, readonly string[]>>): SystemPaths =>
  new Map(
    Object.entries(table).map(([name, places]) => [
      name,
      places.flatMap((place): Path[] => (place.includes('.') ? [[place], place.split('.')] : [[place]])),
    ]),
  );

export const flatSystem = paths({
  EventID: ['EventCode', 'event_id', 'event.code', 'EventId', 'eventid', 'Id'],
  Channel: ['LogName', 'log_name', 'EventLog', 'winlog.channel'],
  Computer: ['Hostname', 'ComputerName', 'computer_name', 'MachineName', 'host.name', 'host', 'hostname'],
  Provider_Name: ['SourceName', 'ProviderName', 'source_name', 'Provider', 'Source'],
  EventRecordID: ['RecordNumber', 'record_number', 'RecordId', 'record_id', 'event_record_id'],
  Level: ['level', 'Severity'],
  Keywords: ['keywords'],
  Task: ['task'],
  Opcode: ['opcode', 'OpcodeValue'],
  Security_UserID: ['UserID', 'UserId'],
  SystemTime: ['TimeCreated', 'time_created', 'EventTimeUTC'],
});
export const winlogSystem = paths({
  EventID: ['winlog.event_id', 'event.code'],
  Channel: ['winlog.channel', 'log.channel'],
  Computer: ['winlog.computer_name', 'host.name', 'host.hostname', 'agent.hostname'],
  Provider_Name: ['winlog.provider_name', 'event.provider'],
  EventRecordID: ['winlog.record_id'],
  Level: ['winlog.level', 'log.level'],
  Keywords: ['winlog.keywords'],
  Task: ['winlog.task'],
  Opcode: ['winlog.opcode'],
  Security_UserID: ['winlog.user.identifier'],
  SystemTime: ['winlog.time_created', '@timestamp', 'event.created'],
  Message: ['message'],
});
export const renderedSystem = paths({
  EventID: ['System.EventID', 'System.EventID.#text', 'System.EventID.Value'],
  Channel: ['System.Channel'],
  Computer: ['System.Computer'],
  Provider_Name: [
    'System.Provider.#attributes.Name',
    'System.Provider.Name',
    'System.Provider.@Name',
    'System.Provider_attributes.Name',
  ],
  EventRecordID: ['System.EventRecordID', 'System.EventRecordID.#text'],
  Level: ['System.Level'],
  Keywords: ['System.Keywords'],
  Task: ['System.Task'],
  Opcode: ['System.Opcode'],
  Security_UserID: [
    'System.Security.#attributes.UserID',
    'System.Security.UserID',
    'System.Security.@UserID',
    'System.Security_attributes.UserID',
  ],
  SystemTime: [
    'System.TimeCreated.#attributes.SystemTime',
    'System.TimeCreated.SystemTime',
    'System.TimeCreated.@SystemTime',
    'System.TimeCreated_attributes.SystemTime',
  ],
  Message: ['Message', 'RenderingInfo.Message'],
});

export const NO_PATHS: readonly Path[] = [];

/** A value of the System part: an attribute object around a value (`{"#text": 4, "#attributes": …}`) is not one. */
export function systemValue(root: JsonObject, places: readonly Path[]): Json | undefined {
  for (const place of places) {
    let value: Json | undefined = root;
    for (const key of place) value = isObject(value) ? own(value, key) : undefined;
    if (value !== undefined && value !== null && !isObject(value)) return value;
  }
  return undefined;
}
