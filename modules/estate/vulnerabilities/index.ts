export { createKnowledge, type Knowledge, type Known } from './knowledge.ts';
export { type Feeds, loadFeedFolder, loadFeeds, noFeeds } from './load-feeds.ts';
export {
  type Cleared,
  type Component,
  type Matched,
  matchStatements,
  osComponents,
  type VersionsOf,
} from './match.ts';
export {
  type CveRecord,
  cveId,
  type EpssScore,
  type Exploit,
  type KevAssertion,
  type Refusal,
  type Statement,
  type VulnerabilityFinding,
} from './model.ts';
export { type Feed, readFeed } from './read-feed.ts';
