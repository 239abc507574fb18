/** `cordon keys list|rotate|destroy`: the keys that seal what Cordon keeps, without ever showing one. */
import { Destroyed, KeyList } from '@cordon/access';
import { fault } from '@cordon/platform/fault';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, type RunningCordon, runningAddress } from './running.ts';

export interface KeysCommand {
  data?: string;
}

export interface ChangeKeysCommand extends KeysCommand {
  because: string;
  by?: string;
}

async function running({ data }: KeysCommand): Promise<RunningCordon> {
  const found = await runningAddress(dataFolders(data));
  if (found !== null) return found;
  throw fault(
    'NOT_RUNNING',
    'No Cordon is running here, and keys are in the hands of one that runs.',
    'Start it with npm start, or name its folder with --data.',
  );
}

export async function listKeysCommand(command: KeysCommand): Promise<string> {
  const { root, items } = KeyList.parse(await askRunning(await running(command), '/keys'));
  const lines = items.map(({ id, of, made, state, since }) =>
    plain(`${id}  ${of.padEnd(24)} ${state.padEnd(9)} since ${since}; made ${made}`),
  );
  return `${[...lines, `${items.length} keys, under a root key of kind "${plain(root.kind)}" since ${root.since}.`].join('\n')}\n`;
}

/** @param of null: the root key */
export async function rotateKeysCommand(of: string | null, command: ChangeKeysCommand): Promise<string> {
  const { because, by } = command;
  await askRunning(await running(command), '/keys/rotate', { of, because }, { by });
  return of === null
    ? 'Every key lies under a new root key. Back both up again: docs/keys.md says how.\n'
    : `New seals of ${plain(of)} use a new key; what was sealed before stays readable. Back the keys up again.\n`;
}

export interface DestroyKeysCommand extends ChangeKeysCommand {
  key?: string;
  sure: boolean;
}

export async function destroyKeysCommand(of: string, command: DestroyKeysCommand): Promise<string> {
  const { because, by, key = null, sure } = command;
  const cordon = await running(command);
  if (!sure) {
    const { items } = KeyList.parse(await askRunning(cordon, '/keys'));
    const doomed = items.filter(
      ({ id, of: owner, state }) => owner === of && state !== 'destroyed' && (key ?? id) === id,
    );
    const lines = doomed.map(({ id, state, made }) => plain(`  ${id}, ${state}, made ${made}`));
    return `${[
      `Everything sealed with these ${doomed.length} keys of ${plain(of)} would be unreadable for good, to everybody:`,
      ...lines,
      'Nothing was destroyed. Do it with --sure, then destroy the backups of the keys as well.',
    ].join('\n')}\n`;
  }
  const { destroyed } = Destroyed.parse(
    await askRunning(cordon, '/keys/destroy', { of, key, because }, { by }),
  );
  return `Destroyed ${destroyed.map(plain).join(', ')}. What they sealed is unreadable here; destroy the backups of the keys as well.\n`;
}
