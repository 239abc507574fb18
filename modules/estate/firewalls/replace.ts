/** Configurations that are not in the hospital folder yet, in place of those that are: what a change would do, before it is made. Pure. */
import { createSpace, type Kind, readConfiguration } from '@cordon/firewall';
import type { Asset, EstateData } from '../model.ts';
import type { Configuration, FirewallAssertion, FirewallFolder } from './model.ts';

export interface GivenConfiguration {
  readonly file: string;
  readonly kind: Kind;
  readonly text: string;
}

/**
 * A configuration takes the place of the one that has the same name of file, or is of the asset by whose name the device calls itself;
 * one that is neither is another device of the network.
 *
 * @param known the assertions that hold for every hospital, where it has no folder of its own
 * @throws SyntaxError, RangeError when it cannot be read
 */
export function withConfigurations(
  data: EstateData,
  folder: FirewallFolder | null,
  given: readonly GivenConfiguration[],
  known: readonly FirewallAssertion[],
): FirewallFolder {
  const devices = new Map((folder?.devices ?? []).map((device) => [device.id, device]));
  for (const one of given) {
    const before = [...devices.values()].find(({ file }) => file === one.file);
    const id = before?.id ?? idOf(data.assets, one);
    const also = before?.also ?? devices.get(id)?.also ?? [];
    devices.set(id, { ...one, id, also } satisfies Configuration);
  }
  return {
    devices: [...devices.values()],
    interfaces: (folder?.interfaces ?? []).filter(({ device }) => devices.has(device)),
    assertions: folder?.assertions ?? known,
  };
}

function idOf(assets: readonly Asset[], { file, kind, text }: GivenConfiguration): string {
  const own = readConfiguration(createSpace(), kind, text, {
    name: file.replace(/\.[^.]*$/, ''),
  }).name.toLowerCase();
  const asset = assets.find(
    ({ id, hostname }) => id === own || hostname.toLowerCase().split('.')[0] === own.split('.')[0],
  );
  return asset?.id ?? (own.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'firewall');
}
