/** For tests: Microsoft Defender as its makers document it, with hosts and what was done to them. Simulated. */
import type { ServerResponse } from 'node:http';
import { json, type System, startSystem } from '../connectors/testing.ts';

export interface SimulatedAction {
  id: string;
  type: 'Isolate' | 'Unisolate';
  scope: string | null;
  requestor: string;
  requestorComment: string;
  status: string;
  machineId: string;
  computerDnsName: string;
  creationDateTimeUtc: string;
}
type Machine = { id: string; computerDnsName: string; healthStatus: string; lastSeen: string };

export interface Defender {
  system: System;
  machines: Machine[];
  /** Oldest first. */
  actions: SimulatedAction[];
  /** The next question to an address that includes this is answered so instead. */
  once(part: string, answer: (reply: ServerResponse) => void): void;
  /** What is begun next is begun, and its answer lost. */
  losesAnswer: boolean;
  /** What was sent to isolate or to release, as `isolate id`. */
  sent(): string[];
}

export const secret = 'hunter2';
const token = 'a-token';

export async function startDefender(): Promise<Defender> {
  const system = await startSystem();
  const instead = new Map<string, (reply: ServerResponse) => void>();
  const machines: Machine[] = [];
  const actions: SimulatedAction[] = [];
  const sent: string[] = [];
  const refuse = (reply: ServerResponse, status: number): void => {
    reply.writeHead(status, { 'content-type': 'application/json' }).end('{"error":{}}');
  };
  system.does((request, reply, body) => {
    const url = new URL(request.url!, system.origin);
    for (const [part, answer] of instead)
      if (url.pathname.includes(part)) {
        instead.delete(part);
        return answer(reply);
      }
    if (url.pathname.endsWith('/oauth2/v2.0/token')) {
      const right = new URLSearchParams(body).get('client_secret') === secret;
      return right ? json(reply, { access_token: token }) : refuse(reply, 401);
    }
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(reply, 401);
    const filter = url.searchParams.get('$filter') ?? '';
    const value = /'((?:[^']|'')*)'/.exec(filter)?.[1]?.replaceAll("''", "'") ?? '';
    if (url.pathname === '/api/machines')
      return json(reply, {
        value: machines.filter(({ computerDnsName }) => computerDnsName.startsWith(value)),
      });
    if (url.pathname === '/api/machineactions')
      return json(reply, { value: actions.filter(({ machineId }) => machineId === value) });
    const [, machineId, path] = /^\/api\/machines\/(\w+)\/(isolate|unisolate)$/.exec(url.pathname) ?? [];
    const machine = machines.find(({ id }) => id === machineId);
    if (!machine) return refuse(reply, 404);
    sent.push(`${path} ${machine.id}`);
    // Only one at a time.
    if (actions.some((one) => one.machineId === machine.id && one.status === 'Pending'))
      return refuse(reply, 400);
    const { Comment, IsolationType } = JSON.parse(body) as { Comment: string; IsolationType?: string };
    const action: SimulatedAction = {
      ...{ id: `action-${actions.length}`, type: path === 'isolate' ? 'Isolate' : 'Unisolate' },
      ...{ scope: IsolationType ?? null, requestor: 'Cordon', requestorComment: Comment, status: 'Pending' },
      ...{ machineId: machine.id, computerDnsName: machine.computerDnsName },
      creationDateTimeUtc: new Date(Date.UTC(2026, 2, 11, 3, actions.length)).toISOString(),
    };
    actions.push(action);
    if (defender.losesAnswer) {
      defender.losesAnswer = false;
      return void reply.destroy();
    }
    reply.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(action));
  });
  const defender: Defender = {
    ...{ system, machines, actions, losesAnswer: false },
    sent: () => sent,
    once: (part, answer) => instead.set(part, answer),
  };
  return defender;
}
