/**
 * Microsoft Defender for Endpoint takes a host off the network and lets it back, as the application that an administrator registered and
 * gave leave to (Machine.Isolate, and Machine.Read.All to find the host and to see how far it is).
 *
 * What was begun is found again by its comment. A host that somebody else isolated is not released by a plan.
 *
 * Source: https://learn.microsoft.com/defender-endpoint/api/isolate-machine, unisolate-machine, get-machines,
 * get-machineactions-collection, machineaction.
 */
import type { Progress } from '@cordon/containment';
import { z } from 'zod';
import { Address, AskError } from '../connectors/connector.ts';
import { application, signIn } from '../connectors/microsoft-sign-in.ts';
import { jsonOf } from '../connectors/paged.ts';
import { type ActContext, common, type PushActuator, type Task } from './actuator.ts';

const national = 'another one in a national cloud, or nearer';
const Settings = z.strictObject({
  kind: z.literal('microsoft-defender'),
  ...common,
  ...application,
  api: Address.default('https://api.security.microsoft.com').describe(national),
  resource: Address.default('https://api.securitycenter.microsoft.com').describe('what its tokens are for'),
});
type Settings = z.infer<typeof Settings>;

const Machines = z.object({
  value: z.array(
    z.object({
      id: z.string().regex(/^[\w-]{1,100}$/),
      computerDnsName: z.string().nullable(),
      healthStatus: z.string().nullish(),
      lastSeen: z.string().nullish(),
    }),
  ),
});
type Machine = z.infer<typeof Machines>['value'][number];

const MachineAction = z.object({
  id: z.string(),
  type: z.string(),
  scope: z.string().nullish(),
  requestor: z.string().nullish(),
  requestorComment: z.string().nullish(),
  status: z.string(),
  creationDateTimeUtc: z.string(),
});
type MachineAction = z.infer<typeof MachineAction>;
const MachineActions = z.object({ value: z.array(MachineAction) });

/** Seconds: it takes a host a few to hear of it, where it is switched on. */
const lookAgain = 5;
const verbs = {
  done: { type: 'Isolate', path: 'isolate' },
  undone: { type: 'Unisolate', path: 'unisolate' },
};
const commentOf = ({ plan, reference }: Task): string => `Cordon, plan ${plan} (${reference})`;

export const microsoftDefender: PushActuator<Settings> = {
  settings: Settings,
  asks: ({ api, login, secret }) => ({
    origins: [new URL(api).origin, new URL(login).origin],
    secrets: [secret],
  }),
  async check(context) {
    const get = await openApi(context);
    await get('machines?$top=1', Machines);
  },
  async advance(task, context) {
    const get = await openApi(context);
    const machine = task.memo ?? (await findMachine(task.host, get));
    if (typeof machine !== 'string') return { state: 'failed', said: machine.why };
    const actions = async (): Promise<MachineAction[]> => {
      const { value } = await get(
        `machineactions?$filter=${encodeURIComponent(`machineId eq '${machine}'`)}&$top=100`,
        MachineActions,
      );
      return value
        .filter(({ type }) => type === 'Isolate' || type === 'Unisolate')
        .sort((a, b) => Date.parse(b.creationDateTimeUtc) - Date.parse(a.creationDateTimeUtc));
    };
    const known = await actions();
    const standing = standingOf(task, known, machine);
    if (standing !== 'not begun') return standing;
    if (!task.mayBegin) return { state: 'absent' };
    const { path } = verbs[task.wants];
    try {
      await get(`machines/${machine}/${path}`, MachineAction, {
        Comment: commentOf(task),
        ...(task.wants === 'done' && { IsolationType: 'Full' }),
      });
    } catch (error) {
      if (!(error instanceof AskError) || error.status !== 400) throw error;
      // Refused, because something is under way by now, or because this host cannot.
      const since = standingOf(task, await actions(), machine);
      return since === 'not begun'
        ? { state: 'failed', said: 'Defender refused: this host may not support isolation (400)' }
        : since;
    }
    return { state: 'under-way', said: 'Defender was told', memo: machine, wait: lookAgain };
  },
};

type Get = <T>(path: string, answer: z.ZodType<T>, json?: unknown) => Promise<T>;

async function openApi({ settings, ask, secret }: ActContext<Settings>): Promise<Get> {
  const headers = await signIn(settings, secret(settings.secret), ask);
  return async (path, answer, json) => {
    const { text } = await ask(new URL(`/api/${path}`, settings.api).href, {
      headers,
      ...(json !== undefined && { json }),
    });
    const read = answer.safeParse(jsonOf(text));
    if (!read.success)
      throw new AskError(`${new URL(settings.api).host} answers otherwise than it is documented`);
    return read.data;
  };
}

/** Its id, or why there is not one that is meant. Names may lack their domain on either side. */
async function findMachine(host: string, get: Get): Promise<string | { why: string }> {
  const name = host.toLowerCase();
  const short = name.split('.', 1)[0]!.replaceAll("'", "''");
  const filter = encodeURIComponent(`startswith(computerDnsName,'${short}')`);
  const { value } = await get(`machines?$filter=${filter}`, Machines);
  const found = value.filter(({ computerDnsName }) => isNamed(computerDnsName?.toLowerCase() ?? '', name));
  if (found.length === 0) return { why: `Defender knows no host called ${host}` };
  // A host that was set up again leaves what it was before behind, under the same name and inactive.
  const active = found.filter(({ healthStatus }) => healthStatus !== 'Inactive');
  const names = new Set(found.map(({ computerDnsName }) => computerDnsName?.toLowerCase()));
  const meant = found.length > 1 && names.size === 1 && active.length === 1 ? active : found;
  if (meant.length === 1) return meant[0]!.id;
  return {
    why: `Defender knows ${meant.length} hosts called ${host}: ${meant.map(told).join('; ')}. Isolate the right one there`,
  };
}

const isNamed = (dns: string, name: string): boolean =>
  dns === name || dns.startsWith(`${name}.`) || (dns !== '' && name.startsWith(`${dns}.`));

const told = ({ computerDnsName, lastSeen }: Machine): string =>
  `${computerDnsName}, last seen ${lastSeen ?? 'at a time that it does not say'}`;

const isOpen = ({ status }: MachineAction): boolean => status === 'Pending' || status === 'InProgress';
const by = ({ requestor, creationDateTimeUtc }: MachineAction): string =>
  `by ${requestor ?? 'somebody'} at ${creationDateTimeUtc.slice(0, 16)}Z`;

/** @param actions isolations and releases of this host, newest first */
function standingOf(task: Task, actions: readonly MachineAction[], memo: string): Progress | 'not begun' {
  const { type } = verbs[task.wants];
  const waits = (said: string): Progress => ({ state: 'under-way', said, memo, wait: lookAgain });
  const own = actions.find((one) => one.type === type && one.requestorComment?.includes(task.reference));
  const last = actions.find(({ status }) => status === 'Succeeded');
  if (own) {
    if (own.status === 'Succeeded' && last)
      return last === own
        ? { state: 'done', said: null }
        : { state: 'failed', said: `it was done, and changed again ${by(last)} (${last.type})` };
    if (own.status === 'InProgress') return waits('the host is carrying it out');
    if (own.status === 'Pending')
      return waits(
        `Defender waits for the host, which may be off or away, since ${own.creationDateTimeUtc.slice(0, 16)}Z`,
      );
    return { state: 'failed', said: failure[own.status] ?? `Defender says "${own.status}"` };
  }
  const other = actions.find(isOpen);
  if (other) return waits(`Defender is busy with what was begun ${by(other)} (${other.type})`);
  const isolated = last?.type === 'Isolate' && last.scope !== 'Selective';
  if (task.wants === 'done')
    return isolated
      ? { state: 'done', said: `it was isolated before, ${by(last)}; nothing was sent` }
      : 'not begun';
  if (last?.type !== 'Isolate') return { state: 'done', said: 'it is not isolated' };
  if (last.requestorComment?.startsWith(`Cordon, plan ${task.plan} `)) return 'not begun';
  return {
    state: 'failed',
    said: `it was isolated ${by(last)}, not by this plan. Release it in Defender if that is meant`,
  };
}

const failure: Record<string, string> = {
  Failed: 'Defender could not do it on the host',
  TimeOut: 'the host did not answer Defender in time',
  Cancelled: 'somebody cancelled it in Defender',
  Canceled: 'somebody cancelled it in Defender',
};
