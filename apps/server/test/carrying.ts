/** For tests of carrying out: two hospitals, what carries out plans in the first, and plans that are approved or not. */
import type { TokenMade } from '@cordon/access';
import type { Action, PlanTables } from '@cordon/containment';
import { type Asset, createEstate, type Estate } from '@cordon/estate';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { type Cordon, compose } from '../compose.ts';
import { Settings } from '../settings.ts';
import { type SignedIn, signedIn } from './people.ts';
import { asHolder, type Running } from './running.ts';

const host = (id: string, zone: string, addresses: string[], system: string | null = null): Asset => ({
  ...{ id, hostname: id.toUpperCase(), addresses, kind: 'server', os: '', support_ends: null },
  ...{ zone, site: 'main', system, location: '', notes: '' },
});
const flow = (id: string, from: string, to: string, ports: string[]) => ({
  ...{ id, from, to, ports, protocol: 'tcp' as const, purpose: id },
});

/** Wards whose computers ask a record, on which the emergency department rests. */
export const smallHospital = (): Estate =>
  createEstate({
    organisations: [{ id: 'north', name: 'North', ods_code: 'Z9Z9Z', domains: [] }],
    sites: [{ id: 'main', name: 'main', organisation: 'north' }],
    zones: [
      { id: 'wards', name: 'Wards', kind: 'user', cidrs: ['10.99.1.0/24'] },
      { id: 'servers', name: 'Servers', kind: 'server', cidrs: ['10.99.2.0/24'] },
    ],
    systems: [{ id: 'epr', name: 'Record', kind: '', supplier: null, organisation: 'north' }],
    services: [
      {
        ...{ id: 'ed', name: 'Emergency department', sites: [], urgency: 1, harm: '' },
        ...{ tolerable_downtime_minutes: 60, fallback: null, patients: { day: 20, night: 10 } },
      },
    ],
    dependencies: [{ from: 'ed', to: 'epr', strength: 'stops' }],
    assets: [host('pc1', 'wards', ['10.99.1.2']), host('record', 'servers', ['10.99.2.2'], 'epr')],
    flows: [flow('files', 'wards', 'record', ['445', '5000']), flow('web', 'wards', 'record', ['443'])],
    ...{ suppliers: [], accounts: [], rights: [], trusts: [], wards: [] },
  });

const actions: Record<string, Action> = {
  'isolate-asset:pc1': { kind: 'isolate-asset', asset: 'pc1' },
  'isolate-asset:record': { kind: 'isolate-asset', asset: 'record' },
  'block-flow:files': { kind: 'block-flow', flow: 'files', ports: ['445'] },
};
const planned = Object.entries(actions).map(([id, action]) => ({
  ...{ id, action, title: `Do ${id}`, harm: 0, needed_within: 0, breaks: [], roll_back: '' },
}));
const elsewhere = {
  ...planned[0],
  id: 'quarantine-zone:wards',
  action: { kind: 'quarantine-zone', zone: 'wards' },
};
const option = (name: string, of: unknown[]) => ({
  ...{ name, actions: of, services: [], attack_harm: 0, containment_harm: 0 },
  ...{ assets_reached: 0, accounts_reached: 0 },
});
/** As plans were kept before suppliers could be held, or a directory taken to be read. */
const proposal = {
  ...{
    held: { assets: ['pc1'], accounts: [] },
    unknown: [],
    taken: [],
    horizon: 60,
    bound: 0,
  },
  ...{ proved: true, confirmed: false },
  options: [option('nothing', []), option('everything', [elsewhere]), option('proposed', planned)],
};
export const actionIds = Object.keys(actions);

export interface Carrying {
  cordon: Cordon;
  lead: SignedIn;
  clinician: SignedIn;
  ofSouth: SignedIn;
  holder: Running['ask'];
  /** Of a program with the scope plans.carry-out. */
  tokens: { firewall: string; elsewhere: string; southern: string };
  /** A plan of a hospital, as it was approved; null: by nobody. */
  plan(id: string, org: 'north' | 'south', approved: 'proposed' | 'everything' | null): Promise<void>;
  /** As it is kept, whatever the routes say. */
  kept<Table extends 'plan_orders' | 'plan_acts'>(table: Table): Promise<unknown[]>;
  close(): Promise<void>;
}

/** @param address where it is to be asked, once it listens */
export async function startCarrying(
  dir: string,
  actuators: unknown[],
  listen: (cordon: Cordon) => Promise<string>,
): Promise<Carrying> {
  const hospital = (id: string, estate: Estate | null) =>
    ({ id, name: `${id} hospital`, parent: null, kind: 'hospital', estate }) as const;
  const cordon = await compose({
    ...{ dir, cacheDir: testCache, demonstration: () => null },
    organisations: [hospital('north', smallHospital()), hospital('south', null)],
    settings: Settings.parse({ actuators }),
    settingsFolder: dir,
    log: createLogger('test', { level: 'silent' }),
  });
  const address = await listen(cordon);
  const at = { database: cordon.database, address, cookieName: cordon.cookieName };
  const all = (org: string) =>
    ['incident-lead', 'it-operator', 'administrator'].map((role) => ({ org, role }));
  const lead = await signedIn(at, 'Lead', all('north'));
  const ofSouth = await signedIn(at, 'Lead of the south', all('south'));
  const clinician = await signedIn(at, 'Clinician', [{ org: 'north', role: 'clinician-on-call' }]);
  const token = async ({ ask }: SignedIn, name: string): Promise<string> => {
    const answer = await ask('/api/v1/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, scopes: ['plans.carry-out'], expires: null }),
    });
    return ((await answer.json()) as TokenMade).secret;
  };
  const db = (org: string) => cordon.database.within(org).tables<PlanTables>();
  return {
    ...{ cordon, lead, clinician, ofSouth, holder: asHolder(address, cordon.machineKey) },
    tokens: {
      firewall: await token(lead, 'core'),
      elsewhere: await token(lead, 'orchestrator'),
      // The same name, in another hospital.
      southern: await token(ofSouth, 'core'),
    },
    async plan(id, org, approved) {
      const day = '2026-03-11T03:00:00Z';
      await db(org)
        .insertInto('plans')
        .values({ id, incident: 'i', made: day, made_by: 'Lead', proposal: JSON.stringify(proposal) })
        .execute();
      if (approved === null) return;
      await db(org)
        .insertInto('plan_approvals')
        .values({
          ...{ plan: id, option: approved, because: 'agreed', approved: day, approved_by: 'Clinician' },
          ...{ withdrawn: null, withdrawn_by: null },
        })
        .execute();
    },
    kept: (table) => db('north').selectFrom(table).selectAll().execute(),
    close: () => cordon.close(),
  };
}
