export { UnreadableConfiguration } from './ground.ts';
export { joinFirewalls, withFirewalls } from './join.ts';
export { formatLine } from './lines.ts';
export { knownAssertions, readFirewalls } from './load.ts';
export {
  type FirewallFolder,
  type Firewalls,
  FirewallsView,
  type JudgedAssertion,
  type JudgedFlow,
  type RuleLine,
  type UnstatedFlow,
} from './model.ts';
export { firewallRoutes } from './routes.ts';
