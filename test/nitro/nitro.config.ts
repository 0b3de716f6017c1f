import { defineConfig } from "nitro";

export default defineConfig({
  serverDir: "./server",
  plugins: ["./server/plugins/errata.ts"],
  errorHandler: ["./server/maintenance.ts", "./server/error.ts"],
  // Compiles the library from source.
  exportConditions: ["errata-source"],
  noExternals: true,
});
