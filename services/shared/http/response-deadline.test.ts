import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary, type Occurrence } from "errata/server";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { responseDeadline } from "./index.ts";

const deadlineMs = 200;
const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { FAILED: { kind: "internal", when: "The server failed.", message: "Something went wrong." } },
  operations: { "GET /orders": [], "GET /report": [], "POST /orders": [] },
});
const occurrences: Occurrence[] = [];
const shopBoundary = boundary(shop, { record: (occurrence) => void occurrences.push(occurrence) });
const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
app.use(
  "*",
  responseDeadline({
    boundary: shopBoundary,
    deadlineMs,
    operations: { "GET /report": 60_000 },
    askedWaitMs: ({ req }) => Number(req.query("waitMs") ?? 0),
  }),
);

/** The handlers under way, each with a function that ends it. */
let running: ((response: () => Response) => void)[] = [];
const hang = (): Promise<Response> =>
  new Promise((resolve, reject) => {
    running.push((respond) => {
      try {
        resolve(respond());
      } catch (error) {
        reject(error);
      }
    });
  });
app.get("/orders", hang);
app.get("/report", hang);
app.post("/orders", async (c) => c.json({ bytes: (await c.req.arrayBuffer()).byteLength }));

const server = createAdaptorServer({ fetch: app.fetch });
let url = "";
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  occurrences.length = 0;
  running = [];
});
const end = (response: () => Response = () => new Response("late")): void => {
  for (const endOne of running.splice(0)) endOne(response);
};

describe("a request whose handler does not respond", () => {
  it("gets 504 at the deadline, which leaves open whether it took effect, and the next one is served", async () => {
    const started = performance.now();
    const response = await fetch(`${url}/orders`);
    const tookMs = performance.now() - started;
    expect([response.status, response.headers.get("errata-code")]).toEqual([504, "OPERATION_TIMEOUT"]);
    expect(tookMs).toBeGreaterThan(deadlineMs - 5);
    expect(tookMs).toBeLessThan(deadlineMs + 2_000);
    expect(occurrences).toMatchObject([{ code: "OPERATION_TIMEOUT", effect: "unknown", charged: "never" }]);
    end();
    const next = fetch(`${url}/orders`);
    await expect.poll(() => running).toHaveLength(1);
    end(() => Response.json({ ok: true }));
    expect(await (await next).json()).toEqual({ ok: true });
  });

  it("has its late response closed, so that no file stays open", async () => {
    await fetch(`${url}/orders`);
    const closed = new Promise((resolve) => {
      end(() => new Response(new ReadableStream({ cancel: resolve })));
    });
    await closed;
  });

  it("has its late error recorded, with the reason why it took so long", async () => {
    await fetch(`${url}/orders`);
    end(() => {
      throw Object.assign(new Error("the database did not respond"), { code: "ETIMEDOUT" });
    });
    await expect.poll(() => occurrences).toHaveLength(2);
    expect(occurrences[1]).toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      note: expect.stringContaining("thrown after the response was complete"),
    });
  });

  it("may take as much longer as it asks the server to wait, and does not count as load", async () => {
    const polls = Array.from({ length: 20 }, () => fetch(`${url}/orders?waitMs=60000`));
    await expect.poll(() => running).toHaveLength(20);
    await expect(fetch(`${url}/orders`)).resolves.toMatchObject({ status: 504 });
    await expect(fetch(`${url}/orders`)).resolves.toMatchObject({ status: 504 });
    end();
    for (const response of await Promise.all(polls)) expect(response.status).toBe(200);
  });

  it("may take longer if its operation declares it", async () => {
    const response = fetch(`${url}/report`);
    await expect(fetch(`${url}/orders`)).resolves.toMatchObject({ status: 504 });
    end();
    expect((await response).status).toBe(200);
  });
});

it("a body that takes longer than the deadline to arrive is received", async () => {
  const upload = request(`${url}/orders`, { method: "POST", headers: { "content-length": 20 } });
  const response = once(upload, "response");
  for (let byte = 0; byte < 20; byte += 1) {
    upload.write("x");
    await new Promise((resolve) => setTimeout(resolve, deadlineMs / 10));
  }
  upload.end();
  const [{ statusCode }] = await response;
  expect(statusCode).toBe(200);
});

it("new requests get 503 with Retry-After while those before them wait almost until the deadline, and are served afterwards", async () => {
  const waiting = Array.from({ length: 20 }, () => fetch(`${url}/report`));
  await expect.poll(() => running).toHaveLength(20);
  // The other operation is not affected. Its requests reach the deadline, which shows that time has passed.
  const slow = Array.from({ length: 20 }, () => fetch(`${url}/orders`));
  await expect.poll(() => running).toHaveLength(40);
  const probes: Promise<Response>[] = [];
  await expect
    .poll(
      () => {
        probes.push(fetch(`${url}/orders`));
        return occurrences.map(({ code }) => code);
      },
      { interval: 10 },
    )
    .toContain("SERVICE_UNAVAILABLE");
  const rejected = (await Promise.all(probes)).find(({ status }) => status === 503);
  expect(Number(rejected?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(occurrences.find(({ code }) => code === "SERVICE_UNAVAILABLE")).toMatchObject({
    effect: "none",
    note: expect.stringMatching(/^\d+ requests have waited for \d+ ms on average$/),
  });
  await Promise.all(slow);
  end(() => Response.json({ ok: true }));
  for (const response of await Promise.all(waiting)) expect(response.status).toBe(200);
  const next = fetch(`${url}/orders`);
  await expect.poll(() => running).toHaveLength(1);
  end(() => Response.json({ ok: true }));
  expect((await next).status).toBe(200);
});
