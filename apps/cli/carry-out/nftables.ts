/** nftables: a table for each action. The kernel takes a file of `nft -f` whole or not at all, so there is never half of one. Runs `nft`. */
import { write } from '@cordon/firewall';
import { z } from 'zod';
import { type PacketFilter, proved, run } from './packet-filter.ts';

const Tables = z.object({
  nftables: z.array(z.object({ table: z.object({ family: z.string(), name: z.string() }).optional() })),
});

/** Names of tables have no hyphens. */
const tableOf = (name: string): string => name.replaceAll('-', '_');
/** Also where there is none: made first, so that it can be deleted. */
const without = (table: string): string => `table inet ${table}\ndelete table inet ${table}\n`;

export function createNftables(): PacketFilter {
  const letGo = async (name: string): Promise<void> => {
    await run('nft', ['-f', '-'], without(tableOf(name)));
  };
  return {
    async held() {
      const { nftables } = Tables.parse(JSON.parse(await run('nft', ['-j', 'list', 'tables'])));
      const names = nftables.flatMap(({ table }) => (table?.family === 'inet' ? table.name : []));
      return new Set(
        names.filter((name) => name.startsWith('cordon_')).map((name) => name.replace('_', '-')),
      );
    },
    async hold(policy) {
      const table = tableOf(policy.name);
      const lines = without(table) + write('nftables', policy).apply;
      await run('nft', ['-c', '-f', '-'], lines);
      await run('nft', ['-f', '-'], lines);
      const shown = await run('nft', ['list', 'table', 'inet', table]);
      await proved('nftables', policy, shown, () => letGo(policy.name));
      return shown;
    },
    letGo,
  };
}
