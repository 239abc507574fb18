/** Which asset of the estate a finding is about. */
import type { Asset, Estate } from '@cordon/estate';
import type { Finding } from './model.ts';

/** Logs name a host by its name, by its address, or (application audit logs) by the system that it runs. */
export function assetNamed(estate: Estate, name: string): Asset | undefined {
  const known = estate.assetByHost(name) ?? estate.assetByAddress(name);
  if (known) return known;
  const system = estate.systems.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return system && estate.assets.find((asset) => asset.system === system.id);
}

/** The host that wrote the record, else the address that acted, else the one that was acted on. */
export function assetOf(
  finding: Pick<Finding, 'host' | 'source_address' | 'destination_address'>,
  estate: Estate,
): Asset | undefined {
  const { host, source_address: from, destination_address: to } = finding;
  return (
    (host === null ? undefined : assetNamed(estate, host)) ??
    (from === null ? undefined : estate.assetByAddress(from)) ??
    (to === null ? undefined : estate.assetByAddress(to))
  );
}
