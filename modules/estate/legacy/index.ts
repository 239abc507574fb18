export { groupLegacy, type LegacyGroup } from './group.ts';
export { type LegacyAsset, type LegacyNeeds, rankLegacy, supportOfAsset } from './rank.ts';
