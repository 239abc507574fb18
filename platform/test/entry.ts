/** How tests start Cordon, or the command, as a process of its own: what `npm test` has just built, else the source. */
import { projectPath } from '../root/index.ts';

/** Arguments of Node. */
export const entry = (of: 'server' | 'cli'): string[] =>
  process.env.CORDON_TEST_BUNDLE === undefined
    ? ['--import', 'tsx', projectPath('apps', of, 'main.ts')]
    : [projectPath('dist', `${of}.js`)];
