import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    // The page's policy is `default-src 'self'`: a script or font inlined as `data:` would be refused.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  // `npx vite apps/web` for working on the console against a server that is already running.
  server: { proxy: { '/api': 'http://127.0.0.1:4680' } },
});
