import type { Option } from '@cordon/containment';

/** The plan stands between the two that it is compared with. */
export const optionOrder: readonly Option['name'][] = ['nothing', 'proposed', 'everything'];

export const optionWord: Record<Option['name'], string> = {
  nothing: 'Do nothing',
  proposed: 'Proposed plan',
  everything: 'Cut everything',
};
