import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Launched, launch } from "./testing/launched.ts";

let folder: string;
let launched: Launched;
let port: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-health-"));
  launched = await launch(folder, { HOST: "0.0.0.0", ERRATA_DRAIN_SECONDS: "2" });
  port = new URL(launched.demo.url).port;
}, 120_000);
afterAll(async () => {
  await launched.end("SIGKILL");
  await rm(folder, { recursive: true });
});

const get = async (path: string): Promise<readonly [number, string]> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
  return [response.status, await response.text()];
};

it("a server that other machines reach shows no demo key, whatever address a request names", async () => {
  const { acme = "" } = launched.demo.apis.imaging?.credentials ?? {};
  expect(acme).toMatch(/^img_live_/);
  for (const path of ["/", "/docs/imaging/INSUFFICIENT_CREDITS", "/docs/imaging/"]) {
    const response = await fetch(`http://localhost:${port}${path}`, { headers: { accept: "text/html" } });
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain(acme);
  }
});

it("is ready, and stays alive while it drains: it serves requests and asks load balancers to send no more", async () => {
  expect(await get("/healthz")).toEqual([200, '{"status":"alive"}']);
  expect(await get("/readyz")).toEqual([200, '{"status":"ready","unavailable":[]}']);
  const ended = launched.end("SIGTERM");
  await expect.poll(() => get("/readyz")).toEqual([503, '{"status":"draining","unavailable":[]}']);
  expect(await get("/healthz")).toEqual([200, '{"status":"alive"}']);
  expect((await get("/imaging/v1/customers"))[0]).toBe(401);
  expect(await ended).toBe(0);
  await expect(get("/healthz")).rejects.toThrow("fetch failed");
});
