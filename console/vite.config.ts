/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { standin } from './dev/standin';

const drawn = process.env.ANLAN_CONSOLE_STANDIN;
const server = process.env.ANLAN_CONSOLE_SERVER ?? 'http://127.0.0.1:8110';

/** Libraries that change rarely and load apart, so that a new release of ours does not fetch them again. */
const chunks: [name: string, test: RegExp][] = [
  ['react', /node_modules\/(react|react-dom|scheduler|@tanstack|wouter|regexparam|use-sync-external-store)\//],
  ['map', /node_modules\/(maplibre-gl|@maplibre|@mapbox|earcut|gl-matrix|kdbush|pbf|potpack|tinyqueue|quickselect|bidi-js|murmurhash-js)\//],
  ['pinyin', /node_modules\/pinyin-pro\//],
  // Tables, trees and lists to choose from are for administration and are not fetched by a desk.
  ['antd', /node_modules\/(antd|@ant-design|@rc-component|rc-[a-z-]+|dayjs)\/(?!(es\/|lib\/)?(table|tree|select|tree-select|pagination|virtual-list|cascader|drawer|tabs|picker|date-picker|input-number|switch|tag|alert|checkbox|radio|mini-decimal|empty)\/)/],
  ['antd-data', /node_modules\/(antd|@rc-component)\//],
];

export default defineConfig({
  plugins: [react(), ...(drawn === undefined ? [] : [standin(drawn)])],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../src/anlan/console_dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1600,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: { groups: chunks.map(([name, test]) => ({ name, test })) },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    ...(drawn === undefined ? { proxy: { '/api': { target: server, ws: true } } } : {}),
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true },
});
