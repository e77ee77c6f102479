import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// One origin for the page and the API, as the cookie with the refresh token requires.
const api = process.env.API_ORIGIN ?? 'http://127.0.0.1:4000';
const proxy = { '/graphql': { target: api, changeOrigin: false } };

export default defineConfig({ plugins: [react()], server: { proxy }, preview: { proxy } });
