import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { root } from "../launch/root.mjs";
import { all, CheckFailed, command, tool } from "./command.mjs";

/** The README's program: the TypeScript block after this comment. It must serve HTTP on `process.env.PORT`. */
const program = /<!-- program -->\s*\n```ts\n([\s\S]*?)```/;
const startTimeoutMs = 20_000;

/** Shortens the timeouts of Node's servers, so that a slow request ends soon. */
const shortTimeouts = `
  import http from "node:http";
  import { syncBuiltinESMExports } from "node:module";
  const { createServer } = http;
  const timeouts = { headersTimeout: 500, requestTimeout: 500, connectionsCheckingInterval: 50 };
  http.createServer = (options, listener) => createServer({ ...options, ...timeouts }, listener);
  syncBuiltinESMExports();`;

/** Requests that Node rejects before the program sees them, with the expected status and code. */
const rejected = [
  ["BAD\r\n\r\n", 400, "MALFORMED_REQUEST"],
  [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(20_000)}\r\n\r\n`, 431, "HEADERS_TOO_LARGE"],
  ["GET / HTTP/1.1\r\nHost: x\r\n", 408, "REQUEST_TIMEOUT"],
];

/** Loads every entry point from CommonJS, with require() and import(). */
const commonJs = `
  const names = Object.keys(require("errata/package.json").exports).filter((name) => !name.endsWith(".json"));
  (async () => {
    for (const name of names.map((name) => name.replace(".", "errata")))
      if (require(name) !== (await import(name))) throw new Error(name + " was loaded twice");
  })();`;

/** A CommonJS module in TypeScript, which `module: nodenext` lets import ES modules. */
const commonJsTypes = `
import { contract } from "errata";
import { client } from "errata/client";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
const errors = { GONE: { kind: "not_found", when: "No book has this id.", message: "Gone." } } as const;
const shelf = contract({ name: "shelf", version: "1.0.0", errors });
boundary(shelf);
client({ baseUrl: "http://x" });
export const thrown: Error = shelf.error.GONE();
export type Env = BoundaryEnv;
export const protect = honoBoundary;
`;

/**
 * Packs the built library as npm would publish it and checks the archive: entry points exist, types resolve, and in an
 * empty project that installs the archive, CommonJS code can load every entry point, with its types, and the README's program runs.
 *
 * @returns {Promise<string>} the archive's name
 * @throws CheckFailed
 */
export async function packed() {
  const folder = mkdtempSync(join(tmpdir(), "errata-pack-"));
  try {
    await command("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
    const [name = ""] = readdirSync(folder);
    const archive = join(folder, name);
    const attw = [
      "--profile",
      "esm-only",
      "--no-emoji",
      "--no-color",
      "--exclude-entrypoints",
      "./contract.schema.json",
    ];
    // At the same time, because npm mostly waits.
    await all([
      tool("publint/src/cli.js", ["run", archive, "--strict"]),
      tool("@arethetypeswrong/cli/dist/index.js", [archive, ...attw]),
      runReadmeProgram(archive, join(folder, "project")),
    ]);
    return name;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} archive
 * @param {string} project
 */
async function runReadmeProgram(archive, project) {
  const [, source] = program.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  if (source === undefined) throw new CheckFailed('README.md: expected a TypeScript block after "<!-- program -->".');
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(project, "program.mjs"), transformSync(source, { loader: "ts" }).code);
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  // The program of README.md needs the first three; entry points import the others.
  const names = [
    "hono",
    "@hono/node-server",
    "zod",
    "h3",
    "elysia",
    "@nestjs/common",
    "@nestjs/core",
    "rxjs",
    "@orpc/client",
    "@trpc/server",
    "@modelcontextprotocol/sdk",
  ];
  const packages = names.map((name) => `${name}@${devDependencies[name]}`);
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", archive, ...packages];
  await command("npm", install, { cwd: project });
  await command(process.execPath, ["--no-warnings", "--eval", commonJs], { cwd: project });
  writeFileSync(join(project, "consumer.cts"), commonJsTypes);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const options = "--noEmit --strict --module nodenext --target es2022 --skipLibCheck consumer.cts".split(" ");
  await command(process.execPath, [tsc, ...options], { cwd: project });
  await expectDocumentedErrors(project);
}

/** @param {string} project */
async function expectDocumentedErrors(project) {
  const port = String(20_000 + (process.pid % 20_000));
  const preload = `--import=data:text/javascript,${encodeURIComponent(shortTimeouts)}`;
  const child = spawn(process.execPath, [preload, "program.mjs"], {
    cwd: project,
    env: { ...process.env, PORT: port },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  try {
    const response = await firstResponse(`http://127.0.0.1:${port}/books/7`);
    const { error } = await response.json();
    if (response.status !== 404 || error.code !== "BOOK_NOT_FOUND")
      throw new CheckFailed(`README.md: its program responded ${response.status} ${JSON.stringify(error)}.`);
    for (const [request, status, code] of rejected) {
      const reply = await sendRaw(Number(port), request);
      if (!reply.startsWith(`HTTP/1.1 ${status} `) || !reply.includes(`"code":"${code}"`))
        throw new CheckFailed(
          `README.md: expected its program to respond ${status} ${code}, received ${reply.slice(0, 200)}.`,
        );
    }
  } catch (error) {
    if (error instanceof CheckFailed) throw error;
    throw new CheckFailed(`README.md: its program did not respond (${error.message}).\n${output}`);
  } finally {
    child.kill("SIGKILL");
  }
}

/**
 * @param {number} port
 * @param {string} request
 * @returns {Promise<string>} everything that the server sends before it closes the connection
 */
function sendRaw(port, request) {
  return new Promise((resolve, reject) => {
    let reply = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.setEncoding("latin1").setTimeout(startTimeoutMs, () => socket.destroy());
    socket.on("data", (text) => (reply += text));
    socket.on("error", reject).on("close", () => resolve(reply));
  });
}

/**
 * @param {string} url
 * @returns {Promise<Response>}
 */
async function firstResponse(url) {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    try {
      return await fetch(url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
