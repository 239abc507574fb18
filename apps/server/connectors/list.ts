/** Every connector there is. */
import { z } from 'zod';
import type { Connector } from './connector.ts';
import { httpJson } from './http-json.ts';
import { microsoftGraph } from './microsoft-graph.ts';

const connectors = { 'http-json': httpJson, 'microsoft-graph': microsoftGraph };

type SettingsOf<One> = One extends Connector<infer Settings> ? Settings : never;
export type ConnectorSettings = SettingsOf<(typeof connectors)[keyof typeof connectors]>;

const settings = Object.values(connectors).map((one) => one.settings);
export const ConnectorSettings = z.discriminatedUnion('kind', [settings[0]!, ...settings.slice(1)]);

/** The one that its settings are of. */
export const connectorFor = ({ kind }: ConnectorSettings): Connector<ConnectorSettings> =>
  connectors[kind] as unknown as Connector<ConnectorSettings>;
