/** The words of rules, their modes and their filters. */
import type { Mode, Pack } from '@cordon/server/api';

export const modeOrder: readonly Mode[] = ['enabled', 'test', 'disabled'];

export const modeWord: Record<Mode, string> = { enabled: 'Enabled', test: 'On test', disabled: 'Off' };

export const modeMeaning: Record<Mode, string> = {
  enabled: 'its findings are shown',
  test: 'it runs, and its findings are kept apart',
  disabled: 'it does not run',
};

export const packWord = ({ name }: Pick<Pack, 'name'>): string =>
  name === 'own' ? 'Written here' : name === 'cordon' ? 'Comes with Cordon' : name;

/** What nobody stated is said so, not left blank. */
export const stated = (fact: string | null): string => fact ?? 'Not stated';
