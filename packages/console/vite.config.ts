import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  resolve: {
    // From its source, so that the console can be built before the client.
    alias: { '@graphward/client': fileURLToPath(new URL('../client/src/index.ts', import.meta.url)) },
  },
  build: {
    target: 'es2022',
    // The content security policy allows no inline resources.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    license: { fileName: 'LICENSES.md' },
  },
  // `npm run dev` works on the page beside a running server. Its origin must be the page's, as the cookie requires.
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:4000', changeOrigin: false } } },
});
