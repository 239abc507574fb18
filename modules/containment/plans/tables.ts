/** The tables of plans, as they are in the database. Types only. */
import type { OrderState } from '../actuators/model.ts';

export interface PlanTable {
  id: string;
  incident: string;
  made: string;
  made_by: string;
  proposal: unknown;
}
export interface ApprovalTable {
  plan: string;
  option: 'everything' | 'proposed';
  because: string;
  approved: string;
  approved_by: string;
  withdrawn: string | null;
  withdrawn_by: string | null;
}
interface ActTable {
  plan: string;
  action: string;
  done: string;
  done_by: string;
  undone: string | null;
  undone_by: string | null;
}
export interface OrderTable {
  plan: string;
  action: string;
  actuator: string;
  turn: number;
  target: unknown;
  wants: 'done' | 'undone';
  state: OrderState;
  asked: string;
  asked_by: string;
  changed: string;
  said: string | null;
  applied: string | null;
  memo: string | null;
  tries: number;
  due: string;
}
export interface PlanTables {
  plans: PlanTable;
  plan_approvals: ApprovalTable;
  plan_acts: ActTable;
  plan_orders: OrderTable;
  actuators: { name: string; seen: string | null; error: string | null };
}
