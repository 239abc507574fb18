/** Every actuator there is. */
import type { Actuator } from '@cordon/containment';
import { z } from 'zod';
import type { PushActuator } from './actuator.ts';
import { FirewallSettings } from './firewall.ts';
import { microsoftDefender } from './microsoft-defender.ts';

const pushed = { 'microsoft-defender': microsoftDefender };

type SettingsOf<One> = One extends PushActuator<infer Settings> ? Settings : never;
export type PushSettings = SettingsOf<(typeof pushed)[keyof typeof pushed]>;
export type ActuatorSettings = PushSettings | z.infer<typeof FirewallSettings>;

const settings = Object.values(pushed).map((one) => one.settings);
export const ActuatorSettings = z.discriminatedUnion('kind', [FirewallSettings, ...settings]);

export const isPushed = (one: ActuatorSettings): one is PushSettings => one.kind in pushed;

/** The one that its settings are of. */
export const actuatorFor = ({ kind }: PushSettings): PushActuator<PushSettings> => pushed[kind];

/** Seconds: how often a firewall asks at the latest, and how often another is asked whether it would be let in. */
const asksEvery = 30;
export const checksEvery = 300;

/** As plans see it. */
export const actuatorOf = (one: ActuatorSettings): Actuator =>
  isPushed(one)
    ? { name: one.name, kind: one.kind, acts: 'device', zones: null, every: checksEvery }
    : { name: one.name, kind: one.kind, acts: 'connections', zones: one.zones ?? null, every: asksEvery };
