/** Which commit a git checkout is at, read from its files: git itself need not be installed. Touches the file system. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Checkout {
  /** Its top folder. */
  readonly top: string;
  /** The full hash; null before the first commit. */
  readonly commit: string | null;
  /** Where it was cloned from, without any name or password in it. */
  readonly origin: string | null;
}

const HASH = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
const textOf = (file: string): string | null => (existsSync(file) ? readFileSync(file, 'utf8') : null);

/** The checkout that the folder is, or is in; null when it is in none. */
export function checkoutOf(folder: string): Checkout | null {
  for (let top = resolve(folder); ; top = dirname(top)) {
    if (existsSync(join(top, '.git'))) return { top, ...read(gitFolder(top)) };
    if (top === dirname(top)) return null;
  }
}

/** In a worktree or a submodule `.git` is a file that says where the folder is. */
function gitFolder(top: string): string {
  const git = join(top, '.git');
  if (statSync(git).isDirectory()) return git;
  const named = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1];
  return named === undefined ? git : resolve(top, named.trim());
}

function read(git: string): Pick<Checkout, 'commit' | 'origin'> {
  // Refs and configuration of a worktree are those of the repository it belongs to.
  const shared = textOf(join(git, 'commondir'))?.trim();
  const common = shared ? resolve(git, shared) : git;
  const head = textOf(join(git, 'HEAD'))?.trim() ?? '';
  const ref = /^ref: (\S+)$/.exec(head)?.[1];
  return { commit: ref === undefined ? hash(head) : commitOf(ref, git, common), origin: originOf(common) };
}

const hash = (text: string | null | undefined): string | null =>
  text !== null && text !== undefined && HASH.test(text.trim()) ? text.trim() : null;

function commitOf(ref: string, git: string, common: string): string | null {
  // A ref that leads out of the folder is not one.
  if (ref.includes('..')) return null;
  const loose = hash(textOf(join(git, ref))) ?? hash(textOf(join(common, ref)));
  if (loose !== null) return loose;
  const packed = textOf(join(common, 'packed-refs'))
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return hash(packed?.split(' ')[0]);
}

function originOf(common: string): string | null {
  const config = textOf(join(common, 'config')) ?? '';
  const url = /\[remote "origin"\][^[]*?\burl\s*=\s*(\S+)/.exec(config)?.[1];
  return url?.replace(/^(\w+:\/\/)[^/@]*@/, '$1') ?? null;
}
