import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

/**
 * @typedef {object} Engine a program that tests need and npm cannot install
 * @property {string} name
 * @property {string} marker text that appears in every test file that needs the engine
 * @property {string} hint how to provide it
 * @property {() => Promise<string | undefined>} fault returns why it is unavailable, or undefined
 */

const connectTimeoutMs = 2_000;
/** Debian's builds of Chromium; either will do. */
const chromiumPaths = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** @type {readonly Engine[]} */
const engines = [
  {
    name: "PostgreSQL",
    marker: "ERRATA_TEST_POSTGRES",
    hint: "set ERRATA_TEST_POSTGRES=postgres://postgres@127.0.0.1:5432/postgres",
    fault: () => serverFault("ERRATA_TEST_POSTGRES", 5432),
  },
  {
    name: "Redis",
    marker: "ERRATA_TEST_REDIS",
    hint: "set ERRATA_TEST_REDIS=redis://127.0.0.1:6379",
    fault: () => serverFault("ERRATA_TEST_REDIS", 6379),
  },
  {
    name: "Chromium",
    marker: "/usr/bin/chromium",
    hint: "install the package chromium-headless-shell or chromium",
    fault: async () =>
      chromiumPaths.some((path) => existsSync(path)) ? undefined : `found none of ${chromiumPaths.join(", ")}`,
  },
  {
    name: "Python",
    marker: "python3 with requests",
    hint: "install the packages python3 and python3-requests",
    fault: async () => (hasRequests() ? undefined : "python3 cannot import requests"),
  },
];

/**
 * Lists the engines that tests need and that are unavailable.
 *
 * @param {string} root
 * @returns {Promise<{ name: string, reason: string }[]>}
 */
export async function missingEngines(root) {
  const text = ["src", "services", "test"].flatMap((folder) => testTexts(join(root, folder))).join("\n");
  const needed = engines.filter(({ marker }) => text.includes(marker));
  const faults = await Promise.all(needed.map(async ({ name, hint, fault }) => ({ name, hint, fault: await fault() })));
  return faults.filter(({ fault }) => fault).map(({ name, hint, fault }) => ({ name, reason: `${fault}; ${hint}` }));
}

function hasRequests() {
  return ["python3", "/usr/bin/python3"].some((python) => spawnSync(python, ["-c", "import requests"]).status === 0);
}

/**
 * @param {string} variable environment variable with the server's address
 * @param {number} defaultPort
 */
async function serverFault(variable, defaultPort) {
  const address = process.env[variable];
  if (!address) return `${variable} is not set`;
  if (!URL.canParse(address)) return `${variable} is not a URL`;
  const { hostname, port } = new URL(address);
  const isUp = await isListening(hostname, Number(port) || defaultPort);
  return isUp ? undefined : `no server responds at ${hostname}:${port || defaultPort}`;
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isListening(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectTimeoutMs });
    const end = (isUp) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.on("connect", () => end(true));
    socket.on("timeout", () => end(false));
    socket.on("error", () => end(false));
  });
}

/**
 * @param {string} folder
 * @returns {string[]} contents of the TypeScript files in it
 */
function testTexts(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" || entry.name === "house" ? [] : testTexts(path);
    return entry.name.endsWith(".ts") ? [readFileSync(path, "utf8")] : [];
  });
}
