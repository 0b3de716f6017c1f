import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AnyContract } from "../../../contract/index.ts";
import type { Recording } from "../../../reference/index.ts";
import type { Archive } from "../../../support/index.ts";
import { contractFlags, databaseOf, occurrenceFlags, openOccurrences, readContract } from "../../files/index.ts";
import { CommandError, type Invocation, type Terminal, UsageError, type Verb } from "../../verb.ts";

/** The exports of errata/mcp. */
type McpModule = typeof import("errata/mcp");
type McpDemo = import("errata/mcp").McpDemo;

/** `errata mcp`: answers coding agents' questions about errors, on standard input and output or over HTTP. */
export const mcp: Verb = {
  flags: {
    demo: {
      type: "string",
      value: "file",
      help: "demo.json of a running demo: its contracts, and errors that can be caused",
    },
    recordings: {
      type: "string",
      value: "folder",
      help: "recorded exchanges, <api>/codes/<CODE>.http.json, for --demo",
    },
    http: {
      type: "string",
      value: "port",
      help: "serve http://127.0.0.1:<port>/mcp; ERRATA_OPERATOR_TOKEN is the bearer token",
    },
    ...contractFlags,
    ...occurrenceFlags,
  },
  examples: [
    "errata mcp contract.yaml --database .errata/support.db",
    "errata mcp --demo .errata/demo.json --recordings services",
    "ERRATA_OPERATOR_TOKEN=… errata mcp contract.yaml --http 4001",
  ],
  async run(invocation, terminal) {
    const module = await loadMcp();
    const demo = typeof invocation.flags.demo === "string" ? await readDemo(invocation.flags.demo) : undefined;
    const sources = [
      ...invocation.operands,
      ...(demo === undefined ? [] : Object.values(demo.apis).map((api) => api.contract)),
    ];
    if (sources.length === 0)
      throw new UsageError("expected <contract...> or --demo, received neither. Run errata mcp --help.");
    const contracts: AnyContract[] = [];
    for (const source of sources) contracts.push(await readContract(invocation, source));
    const database = databaseOf(invocation);
    const archive = database === undefined ? undefined : await openOccurrences(database);
    const options = { contracts, archive, demo: demo && toDemo(invocation, demo), docsUrl: demo && docsOf(demo) };
    try {
      await (invocation.flags.http === undefined
        ? module.connectStdio(options)
        : serveHttp(module, options, invocation, terminal));
    } finally {
      await archive?.close();
    }
  },
};

/** @throws CommandError that names the package to install */
async function loadMcp(): Promise<McpModule> {
  try {
    return await import("errata/mcp");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("@modelcontextprotocol")) throw error;
    throw new CommandError("this command needs the MCP SDK. Run npm install @modelcontextprotocol/sdk.");
  }
}

interface ServedOptions {
  readonly contracts: readonly AnyContract[];
  readonly archive: Archive | undefined;
  readonly demo: McpDemo | undefined;
  readonly docsUrl: ((api: string) => string | undefined) | undefined;
}

/** Serves until the command is interrupted. */
async function serveHttp(
  { serveMcp }: McpModule,
  options: ServedOptions,
  { flags }: Invocation,
  { stderr }: Terminal,
): Promise<void> {
  const port = Number(flags.http);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(
      `expected --http to be a port from 0 to 65535, received "${String(flags.http).slice(0, 40)}".`,
    );
  const token = process.env.ERRATA_OPERATOR_TOKEN ?? "";
  if (token === "")
    throw new CommandError(
      "expected ERRATA_OPERATOR_TOKEN, because stored errors are private. Generate one: openssl rand -hex 32",
    );
  const server = await serveMcp({ ...options, token }, port).catch((cause: unknown) => {
    throw cause instanceof RangeError ? new CommandError(`ERRATA_OPERATOR_TOKEN: ${cause.message}`, { cause }) : cause;
  });
  const address = server.address();
  stderr.write(
    `Serving http://127.0.0.1:${typeof address === "object" ? address?.port : port}/mcp. Press Ctrl-C to stop.\n`,
  );
  const stopped = new AbortController();
  process.once("SIGINT", () => stopped.abort()).once("SIGTERM", () => stopped.abort());
  while (!stopped.signal.aborted) await sleep(60_000, undefined, { signal: stopped.signal }).catch(() => undefined);
  server.close().closeAllConnections();
}

/** The part of `demo.json` that is used. */
interface DemoFile {
  readonly url: string;
  readonly apis: Readonly<
    Record<string, { readonly contract: string; readonly credentials: Readonly<Record<string, string>> }>
  >;
}

/** @throws CommandError if the file cannot be read, or is not a demo file */
async function readDemo(path: string): Promise<DemoFile> {
  try {
    const demo = JSON.parse(await readFile(path, "utf8")) as Partial<DemoFile>;
    if (typeof demo.url === "string" && typeof demo.apis === "object") return demo as DemoFile;
  } catch {
    // Reported below.
  }
  throw new CommandError(`--demo ${path} is not the demo.json of a running demo. Start one with npm start.`);
}

/** Returns the address of an API's pages, which a demo serves beside it. */
function docsOf({ url, apis }: DemoFile): (api: string) => string | undefined {
  return (api) => (apis[api] === undefined ? undefined : `${url.replace(/\/$/, "")}/docs/${api}/`);
}

function toDemo({ flags }: Invocation, { url, apis }: DemoFile): McpDemo | undefined {
  const folder = flags.recordings;
  if (typeof folder !== "string") return undefined;
  return {
    url,
    keys: (api) => apis[api]?.credentials ?? {},
    async recording(api, code) {
      if (!/^[\w.-]+$/.test(api) || !/^[\w.-]+$/.test(code)) return undefined;
      for (const path of [join(api, "codes"), api, "."]) {
        const text = await readFile(join(folder, path, `${code}.http.json`), "utf8").catch(() => undefined);
        if (text !== undefined) return JSON.parse(text) as Recording;
      }
      return undefined;
    },
  };
}
