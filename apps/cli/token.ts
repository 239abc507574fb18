/** `cordon token add|list|revoke`: what a log source shows to be let in. */
import { TokenList, TokenMade } from '@cordon/access';
import { fault } from '@cordon/platform/fault';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, type RunningCordon, runningAddress } from './running.ts';

export interface TokenCommand {
  data?: string;
  by?: string;
  expires?: string;
}

async function running({ data }: TokenCommand): Promise<RunningCordon> {
  const address = await runningAddress(dataFolders(data));
  if (address !== null) return address;
  throw fault(
    'NOT_RUNNING',
    'No Cordon is running here, and tokens are kept by one that runs.',
    'Start it with npm start, or name its folder with --data.',
  );
}

/** Only the secret goes to standard output, so that it can be put where it belongs without being seen. */
export async function addTokenCommand(
  name: string,
  command: TokenCommand,
): Promise<{ secret: string; told: string }> {
  const { by, expires = null } = command;
  const address = await running(command);
  const made = TokenMade.parse(
    await askRunning(address, '/tokens', { name, scopes: ['logs.write'], expires }, { by }),
  );
  const { id } = made.token;
  const until = expires === null ? 'until it is revoked' : `until ${expires}`;
  return {
    secret: made.secret,
    told: plain(`Token ${id} for the log source "${name}", ${until}. It is shown this once.`),
  };
}

export async function listTokensCommand(command: TokenCommand): Promise<string> {
  const { items } = TokenList.parse(await askRunning(await running(command), '/tokens'));
  const lines = items.map(({ id, name, revoked, expires, last_used, created_by }) => {
    const state = revoked !== null ? `revoked ${revoked}` : expires === null ? 'works' : `until ${expires}`;
    return plain(
      `${id}  ${name.padEnd(24)} ${state}; last used ${last_used ?? 'never'}; made by ${created_by}`,
    );
  });
  return `${[...lines, `${items.length} tokens.`].join('\n')}\n`;
}

export async function revokeTokenCommand(id: string, command: TokenCommand): Promise<string> {
  const { by } = command;
  await askRunning(await running(command), `/tokens/${encodeURIComponent(id)}`, undefined, {
    by,
    method: 'DELETE',
  });
  return `Revoked ${plain(id)}: it lets nobody in from now on.\n`;
}
