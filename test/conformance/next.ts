import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { startNext } from "../next/start-next.ts";
import { bundleCopy, bundleProgram } from "./bundle.ts";
import type { Framework } from "./framework.ts";
import { origin } from "./shop.ts";

const entry = fileURLToPath(new URL("../next/app.ts", import.meta.url));
const methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const paths = [
  "broken-events",
  "echo",
  "events",
  "hang",
  "late",
  "middleware",
  "ok",
  "orders",
  "orders/[orderId]",
  "returned/[what]",
  "sub/ok",
  "throw/[what]",
  "unserialisable",
  "upload",
];

/** A response of Next, which the adapter does not see. */
const outside = { code: undefined, isForeign: true, headers: {} } as const;
const notRequest = "Next's server responds itself to what is not a request.";

/** Next, built and started by its own commands, with errata/next. */
export const next: Framework = {
  name: "Next",
  adapter: "errata/next",
  isSeparate: true,
  lacks: {
    length: "Next sends the responses of route handlers in chunks.",
    hook: "Next has no hooks beside the proxy.",
    handled: "Next has no error handlers for route handlers.",
    "handler-fails": "Next has no error handlers for route handlers.",
    response: "Next has no response schemas.",
  },
  differs: {
    "bad-escape": {
      expect: { ...outside, status: 500, body: "Internal Server Error" },
      because: "Next fails on an invalid escape before it calls a proxy or a route.",
    },
    "huge-headers": { expect: { ...outside, status: 431 }, because: notRequest },
    "not-http": { expect: { ...outside, status: 400 }, because: notRequest },
    "bad-chunk": { expect: { ...outside, status: 400 }, because: notRequest },
    "unknown-method": {
      expect: { ...outside, status: 400 },
      because: "Next responds itself to methods that a `route.ts` cannot export.",
    },
    "head-error": {
      expect: { headers: { "errata-code": "ORDER_NOT_FOUND", "content-length": null } },
      because: "Next sends the responses of route handlers in chunks, without their length.",
    },
  },
  start(boundary, record) {
    const isAlone = boundary === undefined;
    const env = { ERRATA_ALONE: isAlone ? "1" : undefined };
    return startNext({ origin, env, write: (folder) => writeApp(folder, isAlone) }, record);
  },
};

/** @param isAlone whether Next responds to unknown paths */
async function writeApp(folder: string, isAlone: boolean): Promise<void> {
  await bundleProgram(entry, join(folder, "app.cjs"), await bundleCopy(folder), ["next"]);
  const exported = `export const { ${methods} }`;
  for (const path of paths) await addRoute(folder, path, `${exported} = app.routes[${JSON.stringify(path)}];`);
  if (!isAlone) await addRoute(folder, "[...path]", `${exported} = app.unknown;`);
  await writeFile(join(folder, "proxy.js"), 'import app from "./app.cjs";\nexport const proxy = app.proxy;\n');
}

async function addRoute(folder: string, path: string, exported: string): Promise<void> {
  const route = join(folder, "app", path);
  await mkdir(route, { recursive: true });
  const module = relative(route, join(folder, "app.cjs"));
  await writeFile(join(route, "route.js"), `import app from ${JSON.stringify(module)};\n${exported}\n`);
}
