import { type Level, levels } from '@cordon/detection';

export const worse = (a: Level, b: Level): Level => (levels.indexOf(a) >= levels.indexOf(b) ? a : b);
