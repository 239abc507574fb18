export {
  type Address,
  compareAddresses,
  contains,
  type Family,
  formatAddress,
  formatPrefix,
  outside,
  overlap,
  type Prefix,
  parseAddress,
  parsePrefix,
} from './address.ts';
export { type Analysis, type Answer, analyse, type DeadLine, type Hit } from './analysis.ts';
export { type Assertion, check, formatGroup, type Group, type Verdict } from './assertions.ts';
export { everything, nothing, type PacketSet, TooComplex } from './diagrams.ts';
export { type Change, difference, type NetworkChange, networkDifference } from './difference.ts';
export {
  type Device,
  elsewhere,
  type Filter,
  type Interface,
  type Kind,
  kinds,
  type Line,
  type Problem,
  type Route,
  type Source,
  self,
} from './model.ts';
export {
  createNetwork,
  type End,
  type Network,
  type NetworkAnswer,
  type Port,
  type Segment,
  type Step,
  type Trace,
} from './network.ts';
export { formatPacket, formatServices, type Packet, type ServiceRange } from './packet.ts';
export { type Policy, policyPackets, type Rule, type Zone } from './policy.ts';
export type { ReadOptions } from './readers/draft.ts';
export { readConfiguration } from './readers/index.ts';
export { kindOf } from './readers/kind-of.ts';
export { createBehind } from './routing.ts';
export { packetsOf, parseServices, type Service } from './service.ts';
export { createSpace, type ExampleHints, type Space } from './space.ts';
export { type Way, type Ways, waysOf } from './ways.ts';
export { write } from './writers/index.ts';
export { CannotSay, type Written } from './writers/plain.ts';
export { type Disagreement, prove } from './writers/prove.ts';
