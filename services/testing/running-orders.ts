import { expect } from "vitest";
import { type Scope, scopesOfRole } from "../orders/accounts/caller.ts";
import { addUser, type NewAccount, openAccount } from "../orders/accounts/open-account.ts";
import { ordersApi } from "../orders/api.ts";
import { orders } from "../orders/contract.ts";
import type { OrdersOptions } from "../orders/options.ts";
import { changeOrder, rereadOrder } from "../orders/orders/advance.ts";
import type { Order } from "../orders/orders/order.ts";
import { type OrdersService, openOrders, ordersMigrations } from "../orders/service.ts";
import type { State } from "../orders/state-machine.ts";
import { type Workshop, workshop } from "../orders/work/workshop.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import type { Engine } from "./engines.ts";
import { type HttpClient, httpClient, type Reply } from "./http-client.ts";
import { picture } from "./picture.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The orders service, started as `npm start` does, on a port of its own. */
export interface RunningOrders extends ServedApi {
  readonly service: OrdersService;
  /** Opens an account with one user, an administrator unless said otherwise. By default it has the plan `business`. */
  openUser(account?: Partial<NewAccount>, role?: "admin" | "member"): Promise<TestUser>;
  /** Sends requests without a token, or with one. */
  client(token?: string): HttpClient;
  /** Does every order that is due. */
  work(): Promise<void>;
}

/** A user and its connection. */
export interface TestUser extends HttpClient {
  readonly id: string;
  readonly accountId: string;
  readonly token: string;
  /** Adds another user to the account. */
  colleague(role?: "admin" | "member"): Promise<TestUser>;
  /** Gives a connection with a token of fewer scopes, or of a shorter life. */
  withToken(scopes: readonly Scope[], lifeSec?: number): Promise<HttpClient>;
  /** Creates an order; by default an inspection of one file. @returns its path */
  newOrder(members?: Record<string, unknown>): Promise<string>;
  /** Creates an order of a table and brings it to a state, by what leads there; to `timed_out` with `shortDeadline`. @returns its path */
  orderIn(state: State, members?: Record<string, unknown>): Promise<string>;
  /** Uploads a table. */
  uploadTable(path: string, text?: string): Promise<Reply>;
  /** Uploads an image. */
  uploadImage(path: string): Promise<Reply>;
  /** Gets a path's bytes. */
  download(path: string): Promise<{ readonly bytes: Uint8Array; readonly headers: Headers; readonly status: number }>;
}

/** Runs a suite with a service on each engine that this machine has. */
export const onEveryEngine: EachEngine<RunningOrders> = eachEngine((engine) => startOrders(engine));

/** Starts a service that is special in some way. */
export async function startOrders(engine: Engine, options: Partial<OrdersOptions> = {}): Promise<RunningOrders> {
  const served = await serveApi(engine, ordersMigrations, async (place) => {
    const service = await openOrders({
      ...place,
      bodyDeadlineMs: 1_000,
      workshop: sharedWorkshop(),
      webhooks: { allow: ["127.0.0.0/8"] },
      ...options,
    });
    return { api: ordersApi(service), service };
  });
  const { service } = served;
  const work = async (): Promise<void> => {
    while ((await service.worker.runOnce()) > 0);
  };
  const running: RunningOrders = {
    ...served,
    work,
    openUser: async (account, role = "admin") =>
      await userOf(running, await openAccount(service.backend, { name: "Test", planId: "business", ...account }), role),
    client: (token) => httpClient(served.url, token),
  };
  return running;
}

/** A small table. */
export const table = "name,age\nAda,36\nBob,7\n";

/** A table that takes longer to read than `shortDeadline` allows. */
export const longTable: string = `a,b,c,d\n${"1,2,3,some words\n".repeat(200_000)}`;

/** An account whose orders time out when they are long. */
export const shortDeadline: Partial<NewAccount> = { deadlineMs: 30 };

/** Processes take long to start: those of one test process serve all of its suites, and end with it. */
function sharedWorkshop(): Workshop {
  const shared = globalThis as { ordersWorkshop?: Workshop };
  shared.ordersWorkshop ??= workshop();
  return { ...shared.ordersWorkshop, close: () => undefined };
}

async function userOf(running: RunningOrders, accountId: string, role: "admin" | "member"): Promise<TestUser> {
  const { backend } = running.service;
  const id = await addUser(backend, accountId, { name: "Test user", role });
  const token = await backend.tokens.issue(id, scopesOfRole[role], 400 * 24 * 60 * 60);
  const client = httpClient(running.url, token);
  const user: TestUser = {
    ...client,
    ...{ id, accountId, token },
    colleague: (other = "member") => userOf(running, accountId, other),
    withToken: async (scopes, lifeSec = 3_600) =>
      httpClient(running.url, await backend.tokens.issue(id, scopes, lifeSec)),
    async newOrder(members = {}) {
      const reply = await client.post("/v1/orders", { type: "inspect", ...members });
      expect([reply.status, reply.text]).toEqual([201, expect.stringContaining("pending")]);
      return `/v1/orders/${reply.json.id}`;
    },
    orderIn: (state, members) => bring(running, user, state, members),
    uploadTable: (path, text = table) => client.upload(`${path}/file`, text, "table.csv", "text/csv"),
    uploadImage: async (path) => client.upload(`${path}/file`, await picture(), "image.png", "image/png"),
    async download(path) {
      const response = await fetch(running.url + path, { headers: { Authorization: `Bearer ${token}` } });
      return {
        status: response.status,
        headers: response.headers,
        bytes: new Uint8Array(await response.arrayBuffer()),
      };
    },
  };
  return user;
}

async function bring(
  { service, work, advance }: RunningOrders,
  user: TestUser,
  state: State,
  members: Record<string, unknown> = {},
): Promise<string> {
  const path = await user.newOrder({ type: "csv_to_json", ...members });
  const confirm = async (text?: string): Promise<void> => {
    expect((await user.uploadTable(path, text)).status).toBe(201);
    expect((await user.post(`${path}/confirm`)).status).toBe(202);
  };
  const steps: Record<State, () => Promise<unknown>> = {
    pending: async () => undefined,
    uploaded: () => user.uploadTable(path),
    confirmed: () => confirm(),
    // A worker takes the order, and is never heard of again.
    processing: async () => {
      await confirm();
      const { backend } = service;
      const claims = await backend.jobs.claim(1_000);
      const read = (): Promise<Order> => rereadOrder(backend, path.slice("/v1/orders/".length));
      await changeOrder(backend, read, { operation: "start" });
      for (const claim of claims) if (!path.endsWith(claim.id)) await backend.jobs.release(claim);
    },
    completed: async () => {
      await confirm();
      await work();
    },
    // A row with a cell too many.
    failed: async () => {
      await confirm("a,b\n1,2,3\n");
      await work();
    },
    expired: async () => advance(25 * 60 * 60 * 1000),
    timed_out: async () => {
      await confirm(longTable);
      await work();
    },
  };
  await steps[state]();
  expect((await user.get(path)).json.status).toBe(state);
  return path;
}

/** Expects one documented error: the exact bytes of its body, its status, and the headers that every error has. */
export function expectOrdersError(
  reply: Reply,
  code: (typeof orders.codes)[number],
  message: string,
  details?: unknown,
): void {
  expect(reply.text).toBe(JSON.stringify({ code, message, ...(details !== undefined && { details }) }));
  expect(reply.status).toBe(orders.entries.get(code)?.status);
  expect(reply.headers.get("content-type")).toBe("application/json");
  expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(reply.text)));
  expect(reply.headers.get("cache-control")).toBe("no-store");
  expect(reply.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
}
