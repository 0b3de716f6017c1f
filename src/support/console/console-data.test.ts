import { afterEach, expect, test } from "vitest";
import { boundary } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { openSupport } from "../index.ts";
import { supportDatabases } from "../testing/index.ts";
import { type ConsoleData, consolePages, type OperatorJob } from "./index.ts";

const start = Date.UTC(2026, 4, 4, 9, 30);
const token = "operator-token-of-the-tests";
const secret = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const job: OperatorJob = {
  ...{ queue: "emails", id: "job/1", state: "failed", attempts: 5, createdAt: start, requestId: "request-of-the-job" },
  ...{ reason: `Error: smtp rejected ${secret}`, canRetry: true },
};

/** Opens a console with the data of an app, and stores one error of the account `acme`. */
async function setUp(data?: ConsoleData, traceUrl?: string) {
  const { drop, ...database } = (await supportDatabases[0]?.create()) ?? { database: "", drop: async () => undefined };
  closing.push(drop);
  const clock = (): number => start;
  const support = await openSupport({ ...database, clock, warn: () => undefined });
  closing.push(() => support.close());
  const trace = () => ({ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" });
  const response = await boundary(shop, { record: support.record, trace, clock }).handle(
    new Request("http://shop.example/orders/o_1"),
    (_request, context) => {
      context.tenant = "acme";
      throw shop.error.ORDER_NOT_FOUND({ orderId: "o_1" });
    },
  );
  await support.flush();
  const pages = consolePages({ archive: support, contracts: [shop], token, clock, data, traceUrl });
  const open = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const init = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
    const request = new Request(`http://shop.example/console/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    const reply = await pages.handle(request);
    return { status: reply?.status, text: (await reply?.text()) ?? "", location: reply?.headers.get("location") };
  };
  return { open, requestId: response.headers.get("x-request-id") ?? "" };
}

test("shows the ledger lines and jobs of a request, also of one without an error, and finds them by the id", async () => {
  const line = { unit: "credits", account: "acct_ledger", kind: "posted", delta: -12, at: start };
  const { open, requestId } = await setUp({
    ledgerOf: async (id) => (id === "request-of-the-job" ? [line] : []),
    jobsOf: async (id) => (id === "request-of-the-job" ? [job] : []),
  });
  const failed = await open(`requests/${requestId}`);
  expect(failed.text).toContain("The request has changed no balance.");
  expect(failed.text).toContain("No job of the request waits");
  const { location } = await open("find", { q: "request-of-the-job" });
  expect(location).toBe("./requests/request-of-the-job");
  const { status, text } = await open("requests/request-of-the-job");
  expect(status).toBe(200);
  for (const part of ["No error of this request is stored", "acct_ledger", "-12", "job/1", "smtp rejected"])
    expect(text).toContain(part);
  expect(text).not.toContain(secret);
  expect((await open("requests/unknown-request")).status).toBe(404);
});

test("shows queues with the age of their oldest job, and retries a failed job for a page of the console only", async () => {
  const retried: string[][] = [];
  const { open } = await setUp({
    queues: async () => [{ queue: "emails", waiting: 3, running: 1, failed: 1, oldestAt: start - 3 * 3_600_000 }],
    failedJobs: async () => [job, { ...job, id: "final", canRetry: false }],
    retryJob: async (queue, id) => retried.push([queue, id]) === 1,
  });
  const { text } = await open("jobs");
  expect(text).toContain("3 h");
  expect(text).toContain("smtp rejected");
  expect(text).not.toContain(secret);
  expect(text.match(/<form[^>]*retry"/g)).toEqual([expect.stringContaining('action="./jobs/emails/job%2F1/retry"')]);
  const path = "jobs/emails/job%2F1/retry";
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }])
    expect((await open(path, {}, headers)).status).toBe(403);
  expect(retried).toEqual([]);
  expect((await open(path, {})).text).toContain("waits for a worker again");
  expect((await open(path, {})).status).toBe(409);
  expect(retried[0]).toEqual(["emails", "job/1"]);
});

test("shows balances, marks those that are almost used up, and shows failing webhooks without the path of their address", async () => {
  const { open } = await setUp({
    balancesOf: async (api, tenant) =>
      api === "shop" && tenant === "acme"
        ? [
            { name: "orders", available: 90, reserved: 0, limit: 100 },
            { name: "storage", available: 10, reserved: 5, limit: 100 },
            { name: "credits", available: 0, reserved: 0, limit: null },
          ]
        : [],
    failingWebhooks: async () => [
      {
        ...{ id: "wh_1", tenant: "acme", origin: `https://hooks.example.com/services/${secret}`, failures: 4 },
        ...{ reason: "status 500", lastSuccessAt: null, isDisabled: true },
      },
    ],
  });
  const tenants = await open("tenants");
  expect(tenants.text).toContain("storage, credits");
  const tenant = await open("tenants/acme");
  expect(tenant.text.match(/almost used up|used up/g)).toEqual(["almost used up", "used up"]);
  const webhooks = await open("webhooks");
  for (const part of ["https://hooks.example.com", "wh_1", "status 500", "never", "disabled"])
    expect(webhooks.text).toContain(part);
  expect(webhooks.text).not.toContain(secret);
});

test("has no page, section or form for data that the app does not provide", async () => {
  const { open, requestId } = await setUp();
  for (const path of ["jobs", "webhooks"]) expect((await open(path)).status).toBe(404);
  expect((await open("jobs/emails/1/retry", {})).status).toBe(404);
  for (const path of ["", "tenants", "tenants/acme", `requests/${requestId}`]) {
    const { text } = await open(path);
    expect(text).not.toMatch(/>Jobs<|>Webhooks<|>Ledger<|Balances and limits|Almost used up/);
  }
});

test("links the trace of an error to the viewer, and rejects an address that no trace has or that is a script", async () => {
  const { open, requestId } = await setUp(undefined, "https://traces.example.com/trace/{traceId}?tab=spans");
  expect((await open(`requests/${requestId}`)).text).toContain(
    'href="https://traces.example.com/trace/4bf92f3577b34da6a3ce929d0e0e4736?tab=spans"',
  );
  for (const url of ["https://traces.example.com", "javascript:alert({traceId})", "//traces.example.com/{traceId}"])
    await expect(setUp(undefined, url)).rejects.toThrow("Expected traceUrl to be an address such as");
});
