import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { keys } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imagingMigrations } from "./imaging/migrations.ts";
import { httpClient } from "./testing/http-client.ts";
import { type Launched, launch, runToEnd } from "./testing/launched.ts";

const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";

/** Time for tests that start several processes, in milliseconds: a busy machine needs 10 s for each. */
const severalStarts = 120_000;
const chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked";

/** Lets everybody read the data, as a copy that an operator has made can be. */
async function makeReadable(data: string): Promise<void> {
  for (const name of ["encryption.key", "errata.db", "support.db"]) await chmod(join(data, name), 0o644);
}

describe("npm start", () => {
  let folder: string;
  let launched: Launched;
  let firstOutput: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-main-"));
    launched = await launch(folder);
    firstOutput = launched.output();
  }, severalStarts);
  afterAll(async () => {
    await launched.end("SIGKILL");
    await rm(folder, { recursive: true });
  });
  const imaging = () => launched.demo.apis.imaging!;

  async function sendRaw(bytes: string): Promise<string> {
    const { port } = new URL(launched.demo.url);
    const socket = connect(Number(port), "127.0.0.1", () => socket.end(bytes));
    let response = "";
    for await (const chunk of socket) response += String(chunk);
    return response;
  }

  it("prints the addresses, the demo keys and three commands to try, without colours outside of a terminal", () => {
    const output = launched.output();
    expect(output).toContain(imaging().url);
    for (const key of Object.values(imaging().credentials)) expect(output).toContain(key);
    expect(output.match(/^ {2}curl /gm)).toHaveLength(3);
    for (const { command } of imaging().tries) expect(output).toContain(command);
    expect(output).not.toContain("\u001b");
  });

  it(
    "returns the announced response to each command of every API, also after a restart, which keeps the keys",
    async () => {
      const { credentials } = imaging();
      for (let start = 1; start <= 2; start += 1) {
        if (start === 2) {
          expect(await launched.end("SIGTERM")).toBe(0);
          await makeReadable(folder);
          launched = await launch(folder);
          expect(imaging().credentials).toEqual(credentials);
        }
        const tries = Object.values(launched.demo.apis).flatMap((api) => api.tries);
        expect(tries).toHaveLength(3 * 5);
        for (const { response, command } of tries) {
          const [, status, code] = /^(\d+)(?:, | (\w+))/.exec(response) ?? [];
          const { stdout } = await promisify(execFile)("bash", ["-c", `${command} -w '\n%{http_code}'`]);
          expect(stdout.split("\n").at(-1)).toBe(status);
          if (code !== undefined) expect(stdout).toContain(`"code":"${code}"`);
        }
      }
    },
    severalStarts,
  );

  it("keeps keys and data in files that only their owner can read, also if others could at the start", async () => {
    const { credentials, url } = imaging();
    await httpClient(url, credentials.acme ?? "").post("/v1/customers", {
      name: "A",
      email: "a@example.com",
      planId: "pocket",
    });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const open = entries.filter((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0);
    // The data folder itself can belong to something else; files/ is the folder of the APIs' files.
    expect(open.map(({ name }) => name)).toEqual([]);
    expect(entries.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["demo.json", "encryption.key", "errata.db"]),
    );
  });

  it(
    "writes demo.json before it responds to the first request",
    async () => {
      const probe = createServer().listen(0, "127.0.0.1");
      await once(probe, "listening");
      const { port } = probe.address() as AddressInfo;
      probe.close();
      const other = await mkdtemp(join(tmpdir(), "errata-main-"));
      const starting = launch(other, { PORT: String(port) });
      const url = `http://127.0.0.1:${port}`;
      const isServing = () =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        );
      await expect.poll(isServing, { interval: 3 }).toBe(true);
      const { url: written } = JSON.parse(readFileSync(join(other, "demo.json"), "utf8"));
      expect(written).toBe(url);
      expect(await (await starting).end("SIGTERM")).toBe(0);
      await rm(other, { recursive: true });
    },
    severalStarts,
  );

  it("lists the APIs at /, as HTML for browsers and as JSON for other clients", async () => {
    const page = await fetch(launched.demo.url, { headers: { Accept: "text/html,*/*" } });
    expect(await page.text()).toContain('<a href="./imaging/.well-known/errata.json">');
    const { apis } = (await (await fetch(launched.demo.url)).json()) as any;
    expect(apis).toContainEqual(expect.objectContaining({ name: "imaging", path: "/imaging" }));
    const contract = (await (await fetch(imaging().contract)).json()) as any;
    expect(contract).toMatchObject({ name: "imaging", errors: { STUDY_NOT_FOUND: { status: 404 } } });
  });

  it("returns 404 in the API's envelope for an unknown path of an API, and problem details outside of the APIs", async () => {
    const outside = await fetch(`${launched.demo.url}/nothing`);
    expect([outside.status, outside.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    expect(await outside.json()).toMatchObject({ code: "ROUTE_NOT_FOUND" });
    const inside = await fetch(`${imaging().url}/v2`);
    expect(await inside.json()).toMatchObject({ success: false, error: { code: "ROUTE_NOT_FOUND" } });
  });

  it("prints the address of the console once, and responds as to an unknown route without the token of its file", async () => {
    const { url } = launched.demo;
    const token = (await readFile(join(folder, "operator-token"), "utf8")).trim();
    expect(firstOutput).toMatch(new RegExp(`^Console: http://127\\.0\\.0\\.1:\\d+/console/\\?token=${token}  `, "m"));
    const respond = async (path: string, init: RequestInit): Promise<unknown> => {
      const response = await fetch(url + path, { redirect: "manual", ...init });
      const { "x-request-id": id = "", date: _, ...headers } = Object.fromEntries(response.headers);
      return [response.status, headers, (await response.text()).replaceAll(id, "")];
    };
    const wrong = { authorization: `Bearer ${token.slice(1)}`, cookie: "errata_console=1.x" };
    const paths = ["", "/", "/watch", "/find", "/console.css", "/tenants/acme/erase", `/?token=${token.slice(1)}`];
    for (const accept of ["*/*", "text/html"])
      for (const method of ["GET", "POST", "DELETE"])
        for (const rest of paths) {
          const sent = { method, headers: { accept, "sec-fetch-site": "cross-site", ...wrong } };
          expect(await respond(`/console${rest}`, sent)).toEqual(await respond(`/unknown${rest}`, sent));
        }
    const page = await fetch(`${url}/console/watch`, { headers: { authorization: `Bearer ${token}` } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<h1 class="words">Watch</h1>')]);
    const erase = { method: "POST", headers: { authorization: `Bearer ${token}`, "sec-fetch-site": "cross-site" } };
    expect((await fetch(`${url}/console/tenants/acme/erase`, erase)).status).toBe(403);
  });

  it("sends a request id, rejects other methods and limits the URL outside of the APIs too", async () => {
    const { url } = launched.demo;
    const responses = await Promise.all([
      fetch(url),
      fetch(url, { method: "POST" }),
      fetch(url, { method: "OPTIONS" }),
      fetch(`${url}/${"a".repeat(9_000)}`),
    ]);
    expect(responses.map(({ status, headers }) => [status, headers.get("allow")])).toEqual([
      [200, null],
      [405, "GET, HEAD, OPTIONS"],
      [204, "GET, HEAD, OPTIONS"],
      [414, null],
    ]);
    const ids = responses.map(({ headers }) => headers.get("x-request-id"));
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[\w-]{8,}$/);
  });

  it.each([
    ["a URL of 20,000 characters", (path: string) => `GET ${path}/${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["an unknown method", (path: string) => `FOO ${path} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["no Host header", (path: string) => `GET ${path} HTTP/1.1\r\n\r\n`],
    ["a chunk with an invalid size", (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\n${chunked}\r\n\r\nno\r\n`],
  ])("responds to a request that Node rejects, with %s, in the envelope of the API in its path", async (_, bytes) => {
    const inside = await sendRaw(bytes("/imaging/v1/partner"));
    expect(inside).toMatch(/^HTTP\/1\.1 [45]\d\d .*\r\n/);
    expect(inside).toContain('{"success":false,"error":{"code":"');
    const outside = await sendRaw(bytes("/imagine"));
    expect(outside).toMatch(/^HTTP\/1\.1 [45]\d\d .*\r\n/);
    expect(outside).toContain("application/problem+json");
  });

  it("has a demo tenant for each state of an account", async () => {
    const { url, credentials } = imaging();
    const body = { name: "Ada", email: "ada@example.com", planId: "professional", addOns: ["second-reader"] };
    const outcomes = await Promise.all(
      Object.entries(credentials).map(async ([name, key]) => {
        const reply = await httpClient(url, key).post("/v1/customers", body);
        return [name, reply.json.error?.code ?? reply.status];
      }),
    );
    expect(Object.fromEntries(outcomes)).toEqual({
      acme: 201,
      pinch: "INSUFFICIENT_CREDITS",
      trial: "TRIAL_EXPIRED",
      developer: "CANNOT_SELL",
      inactive: "INVALID_API_KEY",
      busy: "CANNOT_SELL",
    });
  });

  it("logs one line per error, with its request id and without the key", async () => {
    const { url, credentials } = imaging();
    const reply = await httpClient(url, credentials.acme).get("/v1/customers/cus_0");
    const requestId = reply.headers.get("x-request-id")!;
    await expect.poll(() => launched.output()).toContain(requestId);
    const line = launched
      .output()
      .split("\n")
      .find((text) => text.includes(requestId))!;
    expect(JSON.parse(line)).toMatchObject({ code: "CUSTOMER_NOT_FOUND", route: "/imaging/v1/customers/:customerId" });
    expect(line).not.toContain(credentials.acme);
  });

  it("indexes an uploaded study in the background", async () => {
    const { dicomFile, newUid } = await import("./testing/dicom-file.ts");
    const { url, credentials } = imaging();
    const partner = httpClient(url, credentials.acme);
    const customer = { name: "Bob", email: "bob@example.com", planId: "starter" };
    const path = `/v1/customers/${(await partner.post("/v1/customers", customer)).json.data.id}/studies`;
    const studyUid = newUid();
    await partner.send("POST", path, dicomFile({ studyUid }), { "Content-Type": "application/dicom" });
    await expect
      .poll(async () => (await partner.get(`${path}/${studyUid}/ai-lens`)).status, { timeout: 5_000 })
      .toBe(200);
  });

  it("exits with 0 on SIGTERM, keeps keys and data for the next start, and stores when keys were last used", async () => {
    const { url, credentials } = imaging();
    const before = Date.now();
    await httpClient(url, credentials.acme).get("/v1/partner");
    expect(await launched.end("SIGTERM")).toBe(0);
    const store = await openSqlite({ path: join(folder, "errata.db"), migrations: imagingMigrations });
    const acmeKeys = await keys().list(store.sql, "par_00000000000000000000a001");
    await store.close();
    expect(Math.max(...acmeKeys.map(({ lastUsedAt }) => lastUsedAt ?? 0))).toBeGreaterThan(before - 60_000);
    launched = await launch(folder);
    expect(imaging().credentials).toEqual(credentials);
    const partner = httpClient(imaging().url, credentials.acme);
    expect((await partner.get("/v1/customers?email=ada@example.com")).json.data.items).toHaveLength(1);
    expect(
      (await partner.get("/v1/credits")).json.data.movements.filter(({ reason }: any) => reason === "granted"),
    ).toHaveLength(1);
  });

  it("exits at once although idle connections are open, and creates new keys when demo.json is damaged", async () => {
    const { acme } = imaging().credentials;
    const { port } = new URL(launched.demo.url);
    const silent = connect(Number(port), "127.0.0.1");
    const partial = connect(Number(port), "127.0.0.1", () => partial.write("GET / HTTP/1.1\r\nHost: x\r\n"));
    const keptAlive = connect(Number(port), "127.0.0.1", () => keptAlive.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    for (const socket of [silent, partial, keptAlive]) socket.on("error", () => undefined);
    await once(keptAlive, "data");
    const start = performance.now();
    expect(await launched.end("SIGINT")).toBe(0);
    expect(performance.now() - start).toBeLessThan(5_000);
    await writeFile(join(folder, "demo.json"), JSON.stringify({ apis: { imaging: { credentials: { acme: 5 } } } }));
    launched = await launch(folder);
    expect(imaging().credentials.acme).toMatch(/^img_live_/);
    expect(imaging().credentials.acme).not.toBe(acme);
  });

  it("exits with 1 and names the path when demo.json cannot be written", async () => {
    const other = await mkdtemp(join(tmpdir(), "errata-main-"));
    await mkdir(join(other, "demo.json"));
    const { code, output } = await runToEnd([], { ERRATA_DATA: other, PORT: "0" });
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/demo keys cannot be written to .*demo\.json \(EISDIR\)/),
    ]);
    expect(output).not.toContain("STORE_CLOSED");
    await rm(other, { recursive: true });
  });

  it("creates new keys and revokes the old ones when demo.json was deleted", async () => {
    const { credentials } = imaging();
    expect(await launched.end("SIGINT")).toBe(0);
    await unlink(join(folder, "demo.json"));
    launched = await launch(folder);
    expect(imaging().credentials.acme).not.toBe(credentials.acme);
    expect((await httpClient(imaging().url, imaging().credentials.acme).get("/v1/partner")).status).toBe(200);
    expect((await httpClient(imaging().url, credentials.acme).get("/v1/partner")).status).toBe(401);
    expect(JSON.parse(await readFile(join(folder, "demo.json"), "utf8"))).toEqual(launched.demo);
  });

  it(
    "exits with 1 and a clear message when the port is in use, the store is open elsewhere or PORT is not a number",
    async () => {
      const taken = createServer().listen(0, "127.0.0.1");
      await once(taken, "listening");
      const PORT = String((taken.address() as AddressInfo).port);
      const other = await mkdtemp(join(tmpdir(), "errata-main-"));
      const [busy, locked, wrong] = await Promise.all([
        runToEnd([], { ERRATA_DATA: other, PORT }),
        runToEnd([], { ERRATA_DATA: folder, PORT: "0" }),
        runToEnd([], { ERRATA_DATA: other, PORT: "http" }),
      ]);
      taken.close();
      await rm(other, { recursive: true });
      expect(busy).toMatchObject({ code: 1, output: expect.stringContaining(`Port ${PORT} is in use`) });
      expect(locked).toMatchObject({ code: 1, output: expect.stringContaining("STORE_LOCKED") });
      expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining("PORT") });
    },
    severalStarts,
  );

  it.skipIf(postgresUrl === "")(
    "stores everything in PostgreSQL when ERRATA_POSTGRES is set (ERRATA_TEST_POSTGRES)",
    async () => {
      const name = `errata_main_${crypto.randomUUID().replaceAll("-", "")}`;
      const admin = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
      await admin.unsafe(`CREATE DATABASE ${name}`);
      const other = await mkdtemp(join(tmpdir(), "errata-main-"));
      const ERRATA_POSTGRES = Object.assign(new URL(postgresUrl), { pathname: name }).href;
      for (const expected of [201, 409]) {
        const started = await launch(other, { ERRATA_POSTGRES, ERRATA_DEMO: "1" });
        const { url, credentials } = started.demo.apis.imaging!;
        const body = { name: "Ada", email: "ada@example.com", planId: "starter" };
        expect((await httpClient(url, credentials.acme).post("/v1/customers", body)).status).toBe(expected);
        expect(await started.end("SIGTERM")).toBe(0);
      }
      expect(await readdir(other)).not.toContain("errata.db");
      await rm(other, { recursive: true });
      await admin.unsafe(`DROP DATABASE ${name}`);
      await admin.end();
    },
    severalStarts,
  );

  it("prints the same help with scripts/start.mjs --help, before anything is installed", async () => {
    const { code, output } = await runToEnd(["--help"], {});
    const { stdout } = await promisify(execFile)(process.execPath, ["scripts/start.mjs", "--help"]);
    expect([code, output.trim()]).toEqual([0, stdout.trim()]);
    for (const name of ["PORT", "ERRATA_DATA", "ERRATA_POSTGRES", "LOG_LEVEL"]) expect(output).toContain(`  ${name} `);
  });

  it("exits with 1 and names the problem when the data folder is a file or an argument is unknown", async () => {
    const other = await mkdtemp(join(tmpdir(), "errata-main-"));
    await writeFile(join(other, "file"), "");
    const [file, option] = await Promise.all([
      runToEnd([], { ERRATA_DATA: join(other, "file"), PORT: "0" }),
      runToEnd(["--port", "5000"], { ERRATA_DATA: other, PORT: "0" }),
    ]);
    await rm(other, { recursive: true });
    expect(file).toMatchObject({ code: 1, output: expect.stringContaining("found a file at or above it. Choose") });
    expect(option).toMatchObject({ code: 1, output: expect.stringContaining('received "--port"') });
  });
});
