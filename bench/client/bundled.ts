import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

type Client = typeof import("errata/client");
type Undici = typeof import("errata/client/undici");

/** Builds and imports the client as customers run it: compiled, without the overhead of running from source. */
export async function bundled(): Promise<Client & Undici> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const outfile = join(root, ".errata", "bench", "client.mjs");
  await build({
    stdin: {
      contents: 'export * from "errata/client"; export * from "errata/client/undici";',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2023",
    conditions: ["errata-source"],
    external: ["undici"],
    outfile,
  });
  return import(pathToFileURL(outfile).href) as Promise<Client & Undici>;
}
