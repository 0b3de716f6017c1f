import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { contract } from "errata";
import { type Boundary, boundary, type Occurrence } from "errata/server";
import { openSqlite } from "errata/store/sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { queue, queueMigrations, worker } from "../queue/index.ts";
import { currentTrace, recordOnSpan, traceHeaders, traceJob, traceRequest } from "./index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." },
    FAILED: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
  },
  operations: { "GET /orders/{orderId}": ["SOLD_OUT"] },
  always: ["FAILED"],
});
const emails = { id: "1", attempt: 1, traceparent: undefined };
const occurrences: Occurrence[] = [];
let sentOn: Record<string, string> = {};
const shopBoundary: Boundary = boundary(shop, {
  trace: currentTrace,
  record(occurrence) {
    occurrences.push(occurrence);
    recordOnSpan(occurrence);
  },
});

const server = createServer(async (incoming, outgoing) => {
  const describe = () => ({ route: "/orders/:orderId", requestId: "request-0001" });
  await traceRequest(incoming, outgoing, describe, async () => {
    const response = await shopBoundary.handle(new Request(`http://x${incoming.url}`), () => {
      sentOn = traceHeaders();
      if (incoming.url === "/orders/none") throw shop.error.SOLD_OUT();
      if (incoming.url === "/orders/broken") throw new TypeError("x is not a function");
      return new Response("{}");
    });
    outgoing.writeHead(response.status).end(await response.text());
  });
});
const get = (path: string, headers = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => server.close());
beforeEach(() => {
  occurrences.length = 0;
});

it("without an SDK, nothing is emitted, errors have no trace, and work runs as usual", async () => {
  expect((await get("/orders/none")).status).toBe(409);
  expect([occurrences[0]?.traceId, sentOn]).toEqual([undefined, {}]);
  await expect(traceJob("emails", emails, async () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
});

it("without an SDK, a request costs less than 20 µs more", async () => {
  const incoming = { method: "GET", headers: {} } as IncomingMessage;
  const outgoing = {} as ServerResponse;
  const run = () =>
    traceRequest(
      incoming,
      outgoing,
      () => ({}),
      async () => undefined,
    );
  for (let index = 0; index < 1_000; index += 1) await run();
  const times: number[] = [];
  for (let batch = 0; batch < 20; batch += 1) {
    const started = performance.now();
    for (let index = 0; index < 100; index += 1) await run();
    times.push((performance.now() - started) / 100);
  }
  expect(Math.min(...times)).toBeLessThan(0.02);
});

describe("with an SDK", () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  beforeAll(() => provider.register());
  afterAll(async () => {
    await provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  });
  beforeEach(() => exporter.reset());
  const spans = async () => {
    await expect.poll(() => exporter.getFinishedSpans()).toHaveLength(1);
    return exporter.getFinishedSpans();
  };

  it("continues the trace of the caller, records the ids with an error of the caller, and leaves the status of the span unset", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    await get("/orders/none", { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    const [span] = await spans();
    expect(span).toMatchObject({
      ...{ name: "GET /orders/:orderId", kind: SpanKind.SERVER, status: { code: SpanStatusCode.UNSET } },
      parentSpanContext: { traceId, spanId: "00f067aa0ba902b7" },
      attributes: {
        ...{ "http.request.method": "GET", "http.route": "/orders/:orderId", "http.response.status_code": 409 },
        "error.type": "SOLD_OUT",
      },
    });
    expect(occurrences).toMatchObject([{ code: "SOLD_OUT", traceId, spanId: span?.spanContext().spanId }]);
    expect(sentOn.traceparent).toBe(`00-${traceId}-${span?.spanContext().spanId}-01`);
  });

  it("marks the span of an error of the server as failed", async () => {
    await get("/orders/broken");
    expect(await spans()).toMatchObject([
      { status: { code: SpanStatusCode.ERROR, message: "FAILED" }, attributes: { "error.type": "FAILED" } },
    ]);
  });

  it("reports a success without an error", async () => {
    await get("/orders/1");
    const [span] = await spans();
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    expect(span?.attributes).not.toHaveProperty("error.type");
  });

  it("reports each attempt of a job in the trace in which it was added, and whether it failed", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const job = { id: "job-1", attempt: 2, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await expect(traceJob("emails", job, async () => Promise.reject(new TypeError("x")))).rejects.toThrow("x");
    expect(await spans()).toMatchObject([
      {
        ...{ name: "process emails", kind: SpanKind.CONSUMER, status: { code: SpanStatusCode.ERROR } },
        parentSpanContext: { traceId, spanId: "00f067aa0ba902b7" },
        attributes: {
          ...{ "messaging.destination.name": "emails", "messaging.message.id": "job-1", "errata.attempt": 2 },
          "error.type": "TypeError",
        },
      },
    ]);
  });

  it("stores the trace of a job with it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "errata-tracing-"));
    const store = await openSqlite({ path: join(folder, "errata.db"), migrations: [queueMigrations] });
    const mails = queue<string>({ name: "emails", store });
    const sender = worker({ queue: mails, handle: async () => undefined });
    const span = trace.getTracer("test").startSpan("POST /orders");
    await context.with(trace.setSpan(context.active(), span), () =>
      store.transaction((sql) => mails.enqueue(sql, { id: "job-1", payload: "hello" })),
    );
    expect(await sender.runOnce()).toBe(1);
    await store.close();
    await rm(folder, { recursive: true });
    const { traceId, spanId } = span.spanContext();
    expect(await spans()).toMatchObject([{ name: "process emails", parentSpanContext: { traceId, spanId } }]);
  });
});
