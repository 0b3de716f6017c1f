import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that the nodes need, on a port of its own. It keeps its data when it stops. */
export interface Server {
  readonly name: string;
  readonly port: number;
  start(): Promise<void>;
  /** Ends the process at once. */
  kill(): Promise<void>;
  /** Stops all processes of the server without closing their connections. */
  freeze(): void;
  thaw(): void;
}

/** Longest time until a server accepts connections, in milliseconds. */
const startMs = 60_000;

/** Starts PostgreSQL on an empty database. It refuses to run as root. */
export async function startPostgres(folder: string): Promise<Server> {
  const asPostgres = process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
  const data = join(folder, "postgres");
  await mkdir(data);
  await chmod(folder, 0o755);
  if (asPostgres.length > 0) spawnSync("chown", ["postgres", data]);
  const bin = postgresBin();
  const init = [
    `${bin}/initdb`,
    "-D",
    data,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
  ];
  const { status, stderr } = spawnSync("env", [...asPostgres, ...init], { encoding: "utf8" });
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
  return await startServer("PostgreSQL", (port) => [
    ...asPostgres,
    `${bin}/postgres`,
    ...["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${data}`],
    ...["-c", "fsync=off", "-c", "max_connections=100"],
  ]);
}

/** Starts Redis without a file, so that a restart loses its counts. */
export async function startRedis(folder: string): Promise<Server> {
  return await startServer("Redis", (port) => [
    "redis-server",
    ...["--bind", "127.0.0.1", "--port", String(port), "--dir", folder, "--save", "", "--appendonly", "no"],
  ]);
}

/** Starts an S3 server with one bucket. */
export async function startObjectStore(folder: string): Promise<Server> {
  const directory = join(folder, "s3");
  await mkdir(directory);
  const program = new URL("../../../services/testing/serve-s3.mjs", import.meta.url).pathname;
  return await startServer("S3", (port) => [process.execPath, program, String(port), directory]);
}

/**
 * Starts nginx with the configuration of the documentation, on other ports.
 *
 * @param nodePorts ports of the nodes
 */
export async function startNginx(folder: string, nodePorts: readonly number[]): Promise<Server> {
  const [port] = await freePorts(1);
  let text = await readFile(new URL("../../../docs/nginx.conf", import.meta.url), "utf8");
  for (const [index, nodePort] of nodePorts.entries())
    text = text.replace(`127.0.0.1:${4001 + index}`, `127.0.0.1:${nodePort}`);
  await writeFile(join(folder, "site.conf"), text.replace("listen 80;", `listen 127.0.0.1:${port};`));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  await writeFile(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; ${process.getuid?.() === 0 ? "user root;" : ""}
    events { worker_connections 512; }
    http { access_log off; ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}
      include ${folder}/site.conf; }`,
  );
  const command = ["/usr/sbin/nginx", "-e", `${folder}/nginx.log`, "-c", `${folder}/nginx.conf`];
  return await startServer("nginx", () => command, port);
}

/**
 * Returns ports that are free now, and that no connection gets as its own port while a server is stopped: a client that
 * connects from the port of a stopped server to that port is connected with itself, and the server cannot start again.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(lowestPort, firstPortOfClients);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

const lowestPort = 15_000;
/** The first port of `net.ipv4.ip_local_port_range`, from which Linux takes the ports of clients. */
const firstPortOfClients = 32_768;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.on("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (isListening) await once(server.close(), "close");
  return isListening;
}

async function startServer(
  name: string,
  commandOf: (port: number) => readonly string[],
  fixedPort?: number,
): Promise<Server> {
  const port = fixedPort ?? (await freePorts(1))[0] ?? 0;
  let child: ChildProcess | undefined;
  let output = "";
  const server: Server = {
    name,
    port,
    async start() {
      const [command = "", ...args] = commandOf(port);
      const until = performance.now() + startMs;
      do {
        child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
        for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
        child.on("error", (error) => (output += error.message));
        if (await accepts(port, child)) return;
        // The server has ended: a file of the killed one may still be locked.
        await sleep(200);
      } while (performance.now() < until);
      throw new Error(`${name} did not start: ${output.slice(-2_000)}`);
    },
    async kill() {
      if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      for (const pid of familyOf(child.pid)) signal(pid, "SIGKILL");
      await ended;
      // Killed processes hold the port for a moment. A start during it would take them for the new server.
      while (await isOpen(port)) await sleep(20);
    },
    freeze() {
      for (const pid of familyOf(child?.pid ?? 0)) signal(pid, "SIGSTOP");
    },
    thaw() {
      for (const pid of familyOf(child?.pid ?? 0)) signal(pid, "SIGCONT");
    },
  };
  await server.start();
  return server;
}

/** Waits until a server accepts connections. @returns false if it has ended */
async function accepts(port: number, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    if (await isOpen(port)) return true;
    await sleep(50);
  }
  return false;
}

/** Returns whether something accepts connections. */
async function isOpen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

/** Returns a process and its descendants: a server of PostgreSQL has one process for each connection. */
function familyOf(pid: number): number[] {
  if (pid === 0) return [];
  const children = readdirSync("/proc")
    .map(Number)
    .filter((other) => Number.isInteger(other) && parentOf(other) === pid);
  return [pid, ...children.flatMap(familyOf)];
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return 0;
  }
}

/** A process that has ended in the meantime needs no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {}
}

/** Returns the folder of the newest PostgreSQL programs, which Debian does not add to PATH. */
function postgresBin(): string {
  const versions = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(a) - Number(b));
  return `/usr/lib/postgresql/${versions.at(-1)}/bin`;
}
