import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCopy, bundleProgram } from "./bundle.ts";
import { fetchHandler } from "./fetch.ts";
import type { Framework } from "./framework.ts";
import { startProgram } from "./other-process.ts";

const program = fileURLToPath(new URL("../runtimes/serve.ts", import.meta.url));
const { resolve } = createRequire(program);

/** The packages of the binaries, by platform. */
const packages: Readonly<Record<string, { readonly deno: string; readonly bun: string }>> = {
  "linux-x64": { deno: "@deno/linux-x64-glibc", bun: "@oven/bun-linux-x64" },
  "linux-arm64": { deno: "@deno/linux-arm64-glibc", bun: "@oven/bun-linux-aarch64" },
  "darwin-x64": { deno: "@deno/darwin-x64", bun: "@oven/bun-darwin-x64" },
  "darwin-arm64": { deno: "@deno/darwin-arm64", bun: "@oven/bun-darwin-aarch64" },
};
const installed = packages[`${process.platform}-${process.arch}`];

/** A response of the runtime, which the handler does not see. */
const outside = { code: undefined, isForeign: true } as const;
const notRequest = "The runtime responds itself to what is not a request.";
const repeated = {
  expect: { headers: { connection: "close, close" } },
  because: "Deno repeats `Connection: close`.",
};

/** The Fetch handler on Deno. */
export const deno: Framework = onRuntime(
  "Deno",
  fileOf(installed?.deno, "deno"),
  ["run", "--allow-all"],
  {
    "not-http": { expect: { ...outside, status: 400, headers: { connection: "close" } }, because: notRequest },
    "bad-chunk": {
      expect: { isAborted: true, code: undefined },
      because: "Deno closes the connection of a chunk without a length.",
    },
    "cut-upload": {
      expect: { status: 200, code: undefined, body: '{"files":0}' },
      because: "Deno takes a multipart body that ends early for an empty form.",
    },
    "too-large": repeated,
    "too-large-chunked": repeated,
  },
  { "huge-headers": "Deno accepts 20 KiB of headers." },
);

/** The Fetch handler on Bun. */
export const bun: Framework = onRuntime(
  "Bun",
  // The installation script of the package bun, which npm may run or not, moves the binary there.
  fileOf(installed?.bun, "bin/bun") ?? fileOf("bun", "bin/bun.exe"),
  ["run"],
  {
    "huge-headers": { expect: { ...outside, status: 431, headers: { connection: "close" } }, because: notRequest },
    "not-http": { expect: { ...outside, status: 400, headers: { connection: "close" } }, because: notRequest },
    "bad-chunk": {
      expect: { ...outside, status: 400, headers: { connection: "close" }, recorded: "REQUEST_CANCELLED" },
      because: notRequest,
    },
  },
  {
    "too-large-chunked": "Bun closes the connection while the client sends, so that the response can be lost.",
  },
);

function onRuntime(
  name: string,
  command: string | undefined,
  args: readonly string[],
  differs: NonNullable<Framework["differs"]>,
  lacks: NonNullable<Framework["lacks"]> = {},
): Framework {
  return {
    name: `Fetch on ${name}`,
    adapter: "errata/server",
    isSeparate: true,
    lacks: { ...fetchHandler.lacks, ...lacks },
    differs: { ...fetchHandler.differs, ...differs },
    missing: command === undefined ? name : undefined,
    async start(boundary, record = () => undefined) {
      if (command === undefined) throw new Error(`${name} is not installed.`);
      const folder = await mkdtemp(join(tmpdir(), "errata-runtime-"));
      const outfile = join(folder, "serve.cjs");
      await bundleProgram(program, outfile, await bundleCopy(folder), []);
      const env = { ERRATA_ALONE: boundary === undefined ? "1" : undefined };
      const { port, close } = await startProgram({ command, args: [...args, outfile], env }, record);
      return { port, close: () => close().finally(() => rm(folder, { recursive: true, force: true })) };
    },
  };
}

/** Returns the path of a binary, unless its package is not installed. */
function fileOf(name: string | undefined, path: string): string | undefined {
  if (name === undefined) return undefined;
  try {
    const file = join(dirname(resolve(`${name}/package.json`)), path);
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
