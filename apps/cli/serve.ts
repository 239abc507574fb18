/** `cordon serve`: the server, in a process below this one that ends with it. Starts a process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectPath } from '@cordon/platform/root';

export interface ServeCommand {
  role: string[];
  port?: number;
}

/** Resolves to the server's exit code. */
export async function serveCommand({ role, port }: ServeCommand): Promise<number> {
  const entry = import.meta.url.endsWith('.ts')
    ? ['--import', 'tsx', projectPath('apps/server/main.ts')]
    : [projectPath('dist/server.js')];
  const args = [
    '--empty',
    ...role.flatMap((name) => ['--role', name]),
    ...(port === undefined ? [] : ['--port', String(port)]),
  ];
  const child = spawn(process.execPath, [...entry, ...args], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; whoever stops this one alone means both.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 2;
}
