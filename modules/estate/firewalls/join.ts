/** An estate with what its firewalls let through beside what people state. Pure. */
import { createSpace, type Device, type Space, TooComplex } from '@cordon/firewall';
import { createEstate } from '../estate.ts';
import type { Estate, EstateData, Flow } from '../model.ts';
import { judgeAssertions } from './assertions.ts';
import { compare } from './compare.ts';
import { openGround } from './ground.ts';
import type { Configuration, FirewallFolder, FirewallsView } from './model.ts';

/**
 * Worked out anew for each estate: an import brings assets that assertions are about. What an earlier estate had from its firewalls is
 * left behind.
 *
 * @throws UnreadableConfiguration
 */
export function withFirewalls(data: EstateData, folder: FirewallFolder | null): Estate {
  if (folder === null) return createEstate(data);
  const { flows, view } = joinFirewalls(data, folder);
  return createEstate({ ...data, flows }, { folder, view });
}

/**
 * @param space bounds the memory that it takes; what needs more leaves the estate as it is stated
 * @throws UnreadableConfiguration
 */
export function joinFirewalls(
  data: EstateData,
  folder: FirewallFolder,
  space: Space = createSpace(),
): { flows: Flow[]; view: FirewallsView } {
  const stated = data.flows.filter(({ allowed_by }) => allowed_by === undefined);
  const known = new Set(folder.devices.flatMap(({ id, also }) => [id, ...also]));
  const without_configuration = data.assets
    .filter(({ id, kind }) => kind === 'firewall' && !known.has(id))
    .map(({ id }) => id);
  try {
    const ground = openGround(space, { ...data, flows: stated }, folder);
    const { flows, ...compared } = compare(ground, stated);
    const assertions = judgeAssertions(ground, folder.assertions);
    const { devices, unplaced } = ground;
    const shown = folder.devices.map((configuration, at) => describe(configuration, devices[at]!));
    const view = { devices: shown, without_configuration, assertions, ...compared, unplaced: [...unplaced] };
    return { flows: [...stated, ...flows], view: { ...view, too_complex: null } };
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    const devices = folder.devices.map((configuration) => describe(configuration, null));
    const nothing = { assertions: [], unstated: [], stated: [], unplaced: [], unseparated: [] };
    return {
      flows: stated,
      view: { ...nothing, devices, without_configuration, too_complex: error.message },
    };
  }
}

function describe(
  { id, file, kind, also }: Configuration,
  device: Device | null,
): FirewallsView['devices'][number] {
  const filters = [...(device?.filters.values() ?? [])].flatMap(({ lines }) => lines);
  return {
    ...{ id, file, kind, also },
    lines: device && filters.filter(({ line }) => line > 0).length,
    problems: [...(device?.problems ?? [])],
    limits: [...(device?.limits ?? [])],
  };
}
