/** Where Cordon keeps its data and its caches, on any machine, without being told. */
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { projectRoot } from '../root/index.ts';

export interface Folders {
  /** State, events and evidence. Exists, is writable, and is readable by this user only. */
  data: string;
  /** What can be made again at any time. */
  cache: string;
  /** Why the data is where it is, worded for a person. */
  origin: 'CORDON_HOME' | 'project' | 'user' | 'temporary';
  /** A plain sentence for the terminal when the data will not outlive the machine's next clean-up. */
  warning: string | null;
}

export interface FolderChoice {
  data: string;
  cache: string;
  origin: Exclude<Folders['origin'], 'temporary'>;
}

/** The folders worth trying, best first. Pure: nothing is looked at on disk. A set CORDON_HOME is the only choice. */
export function folderChoices(
  env: NodeJS.ProcessEnv,
  root: string,
  home: string,
  cwd: string,
): FolderChoice[] {
  if (env.CORDON_HOME) {
    const data = resolve(cwd, env.CORDON_HOME);
    return [{ data, cache: join(data, 'cache'), origin: 'CORDON_HOME' }];
  }
  // The XDG specification says that relative paths are invalid and to be ignored.
  const xdg = (value: string | undefined, fallback: string): string =>
    join(value && isAbsolute(value) ? value : join(home, fallback), 'cordon');
  return [
    { data: join(root, '.cordon'), cache: join(root, '.cordon', 'cache'), origin: 'project' },
    {
      data: xdg(env.XDG_STATE_HOME, join('.local', 'state')),
      cache: xdg(env.XDG_CACHE_HOME, '.cache'),
      origin: 'user',
    },
  ];
}

/** Makes the folder if needed; true when files can be made in it. */
export function makeWritable(dir: string): boolean {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    // Permissions can promise what a read-only or full disk then refuses: making something does not lie.
    rmdirSync(mkdtempSync(join(dir, '.probe-')));
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds and makes the folders: CORDON_HOME if set, else `.cordon` in the project, else the user's state folder, else
 * a temporary one with a warning, so that a read-only checkout or home still starts.
 */
export function openFolders(
  env: NodeJS.ProcessEnv = process.env,
  root = projectRoot,
  home = homedir(),
): Folders {
  for (const choice of folderChoices(env, root, home, process.cwd())) {
    if (makeWritable(choice.data)) {
      return { ...choice, cache: makeWritable(choice.cache) ? choice.cache : choice.data, warning: null };
    }
  }
  const data = mkdtempSync(join(tmpdir(), 'cordon-'));
  const cause = env.CORDON_HOME
    ? `CORDON_HOME (${env.CORDON_HOME}) cannot be written to`
    : 'neither the project folder nor your home can be written to';
  return {
    data,
    cache: data,
    origin: 'temporary',
    warning: `Data is kept in ${data}, which may be cleaned away, because ${cause}. Set CORDON_HOME to a writable folder to keep it.`,
  };
}
