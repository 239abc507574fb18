/** Machines in AWS and Azure, as their own commands print them: describe-instances; az vm list -d; Resource Graph. */
import type { Claim } from '../claim.ts';
import { type JsonObject, objectOf } from '../forms/json-object.ts';
import type { JsonImporter, Reading } from '../importer.ts';
import { addressKey, cloudKey, hostKeys, macKey } from '../keys.ts';
import { assetKindOf, stated } from '../words.ts';

export const awsImporter: JsonImporter = {
  kind: 'aws',
  title: 'AWS machines (aws ec2 describe-instances)',
  holds: 'catalogue',
  form: 'json',
  lists: ['Reservations'],
  recognises: (items) =>
    items.some(({ list, value }) => list === 'Reservations' && objectOf(value).has('Instances')),
  *read(items, reading) {
    for (const { line, list, value } of items) {
      if (list === null) continue;
      for (const instance of objectOf(value).list('Instances').map(objectOf))
        yield* awsClaim(instance, line, reading);
    }
  },
};

function* awsClaim(one: JsonObject, line: number, reading: Reading): Generator<Claim> {
  const id = one.text('InstanceId');
  if (id === undefined) {
    reading.problem(line, 'an instance without an id was left out');
    return;
  }
  const state = one.object('State').text('Name');
  if (state === 'terminated') return;
  const tags = new Map(
    one
      .list('Tags')
      .map(objectOf)
      .map((tag) => [tag.text('Key') ?? '', tag.text('Value')]),
  );
  const interfaces = one.list('NetworkInterfaces').map(objectOf);
  const addresses = interfaces.flatMap((each) =>
    each.list('PrivateIpAddresses').map((address) => objectOf(address).text('PrivateIpAddress')),
  );
  const name = tags.get('Name');
  yield {
    about: 'asset',
    keys: [
      ...cloudKey(`aws/${id}`),
      ...hostKeys(name),
      ...interfaces.flatMap((each) => macKey(each.text('MacAddress'))),
      ...[one.text('PrivateIpAddress'), ...addresses]
        .flatMap(addressKey)
        .filter((key, i, all) => all.indexOf(key) === i),
    ],
    seen_at: reading.at,
    fields: stated({
      hostname: hostKeys(name).length > 0 ? name : undefined,
      os: one.text('PlatformDetails', 'Platform'),
      kind: 'server',
      model: one.text('InstanceType'),
      manufacturer: 'AWS',
      location: one.object('Placement').text('AvailabilityZone'),
      owner: tags.get('Owner') ?? tags.get('owner'),
      power: state,
      notes: name && hostKeys(name).length === 0 ? name : undefined,
    }),
  };
}

export const azureImporter: JsonImporter = {
  kind: 'azure',
  title: 'Azure machines (az vm list -d, Resource Graph)',
  holds: 'catalogue',
  form: 'json',
  lists: ['value', 'data'],
  recognises: (items) => items.some(({ value }) => isMachine(objectOf(value))),
  *read(items, reading) {
    for (const { value } of items) {
      const one = objectOf(value);
      if (isMachine(one)) yield* azureClaim(one, reading);
    }
  },
};

const isMachine = (one: JsonObject): boolean =>
  /\/microsoft\.compute\/virtualmachines\/[^/]+$/i.test(one.text('id') ?? '') ||
  one.text('type')?.toLowerCase() === 'microsoft.compute/virtualmachines';

function* azureClaim(one: JsonObject, reading: Reading): Generator<Claim> {
  // The command gives properties at the top, Resource Graph below.
  const inner = one.object('properties');
  const part = (name: string): JsonObject => (one.has(name) ? one.object(name) : inner.object(name));
  const hostname = part('osProfile').text('computerName') ?? one.text('name');
  const image = part('storageProfile').object('imageReference');
  const os =
    [image.text('offer'), image.text('sku')].filter(Boolean).join(' ') ||
    part('storageProfile').object('osDisk').text('osType');
  yield {
    about: 'asset',
    keys: [
      ...cloudKey(`azure/${one.text('vmId') ?? inner.text('vmId') ?? one.text('id')}`),
      ...hostKeys(hostname),
      ...(one.text('macAddresses') ?? '').split(',').flatMap(macKey),
      ...(one.text('privateIps') ?? '').split(',').flatMap(addressKey),
    ],
    seen_at: reading.at,
    fields: stated({
      hostname,
      os,
      kind: assetKindOf(os) ?? 'server',
      manufacturer: 'Azure',
      model: part('hardwareProfile').text('vmSize'),
      location: one.text('location'),
      owner: one.object('tags').text('Owner'),
      power: one.text('powerState'),
    }),
  };
}
