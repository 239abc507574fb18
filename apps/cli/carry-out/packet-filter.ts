/** What of ours is in force in this machine's packet filter, and how it gets there: whole, or not at all. Runs programs. */
import { execFile } from 'node:child_process';
import { createSpace, formatPacket, type Policy, prove, write } from '@cordon/firewall';

export interface PacketFilter {
  /** Names of what of ours is in force, each wholly. */
  held(): Promise<ReadonlySet<string>>;
  /** Puts it in force in place of what it was before. @returns the lines, as they are in force. @throws FilterError, and nothing of it is */
  hold(policy: Policy): Promise<string>;
  /** Also where it is not there. */
  letGo(name: string): Promise<void>;
}

/** What the filter said against it. */
export class FilterError extends Error {}

/** Runs a program with this as its standard input. @throws FilterError */
export function run(program: string, parameters: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      parameters,
      {
        timeout: 60_000,
        maxBuffer: 64 * 1024 * 1024,
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
      },
      (error, stdout, stderr) =>
        error === null
          ? resolve(stdout)
          : reject(new FilterError(`${program} refused: ${firstLine(stderr) || error.message}`)),
    );
    // Whoever ends before it has read everything says why in its own words.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

const firstLine = (text: string): string => text.trim().split('\n')[0]!.slice(0, 300);

/** What is in force, read back: exactly what was meant, or it is taken out again. */
export async function proved(
  kind: 'nftables' | 'iptables',
  policy: Policy,
  shown: string,
  letGo: () => Promise<void>,
): Promise<void> {
  const [wrong] = prove(createSpace(), kind, policy, { ...write(kind, policy), shown });
  if (wrong === undefined) return;
  await letGo();
  throw new FilterError(
    `what is in force is not what was meant (${formatPacket(wrong.example)}); it was taken out again`,
  );
}
