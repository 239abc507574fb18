export { type ZoneChange, zoneChanges } from './changes.ts';
export { createEnds as addressesOf } from './ends.ts';
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
export { withConfigurations } from './replace.ts';
export { firewallRoutes } from './routes.ts';
