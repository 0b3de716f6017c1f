import { expect } from "vitest";
import { addUser, type NewAccount, openAccount } from "../orders/accounts/account.ts";
import { type Role, type Scope, scopesOfRole } from "../orders/accounts/caller.ts";
import { type OrdersService, openOrders } from "../orders/api.ts";
import { orders } from "../orders/contract.ts";
import { ordersMigrations } from "../orders/migrations.ts";
import type { OrdersOptions } from "../orders/options.ts";
import { changeOrder, rereadOrder } from "../orders/orders/advance.ts";
import type { Order } from "../orders/orders/order.ts";
import type { State } from "../orders/orders/state-machine.ts";
import { type WorkerPool, workerPool } from "../shared/worker-pool/index.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import type { Engine } from "./engines.ts";
import { expectDocumented } from "./expect-error.ts";
import { type HttpClient, httpClient, type Reply } from "./http-client.ts";
import { picture } from "./picture.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The orders service, started as `npm start` does, on its own port. */
export interface RunningOrders extends ServedApi {
  readonly service: OrdersService;
  /** Creates an account with one user. By default it has the plan `business`, and the user is an administrator. */
  openUser(account?: Partial<NewAccount>, role?: Role): Promise<TestUser>;
  /** Returns a client with a token, or without one. */
  client(token?: string): HttpClient;
  /** Processes every order that is due. */
  work(): Promise<void>;
}

/** A user, and a client with its token. */
export interface TestUser extends HttpClient {
  readonly id: string;
  readonly accountId: string;
  readonly token: string;
  /** Adds another user to the account. By default it is a member. */
  colleague(role?: Role): Promise<TestUser>;
  /** Returns a client with another token of this user. */
  withToken(scopes: readonly Scope[], lifeSec?: number): Promise<HttpClient>;
  /** Creates an order, by default an inspection of one file. @returns its path */
  newOrder(members?: Record<string, unknown>): Promise<string>;
  /** Creates an order of a table and brings it to a state. `timed_out` requires `shortDeadline`. @returns its path */
  orderIn(state: State, members?: Record<string, unknown>): Promise<string>;
  uploadTable(path: string, text?: string): Promise<Reply>;
  uploadImage(path: string): Promise<Reply>;
  /** Sends a GET request and returns the bytes of the response. */
  download(path: string): Promise<{ readonly bytes: Uint8Array; readonly headers: Headers; readonly status: number }>;
}

/** Runs a suite with the service on every engine that this machine has. */
export const onEveryEngine: EachEngine<RunningOrders> = eachEngine((engine) => startOrders(engine));

/** Starts a service with other options. */
export async function startOrders(engine: Engine, options: Partial<OrdersOptions> = {}): Promise<RunningOrders> {
  const served = await serveApi(engine, ordersMigrations, async (environment) => {
    const service = await openOrders({
      ...environment,
      bodyDeadlineMs: 1_000,
      pool: ordersPool(),
      webhooks: { allow: ["127.0.0.0/8"] },
      ...options,
    });
    return { api: service, service };
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

/** A table whose processing takes longer than `shortDeadline`. */
export const longTable: string = `a,b,c,d\n${"1,2,3,some words\n".repeat(200_000)}`;

/** An account whose orders time out if they are long. */
export const shortDeadline: Partial<NewAccount> = { deadlineMs: 30 };

/** Starting processes takes long, so all suites of a test process share one pool. It ends with the test process. */
export function ordersPool(): WorkerPool {
  const shared = globalThis as { ordersPool?: WorkerPool };
  shared.ordersPool ??= workerPool({ module: new URL("../orders/work/worker.ts", import.meta.url) });
  return shared.ordersPool;
}

async function userOf(running: RunningOrders, accountId: string, role: Role): Promise<TestUser> {
  const { backend } = running.service;
  const id = await addUser(backend, accountId, { name: "Test user", role });
  const { token } = await backend.tokens.issue(id, scopesOfRole[role], 400 * 24 * 60 * 60);
  const client = httpClient(running.url, token);
  const user: TestUser = {
    ...client,
    ...{ id, accountId, token },
    colleague: (other = "member") => userOf(running, accountId, other),
    withToken: async (scopes, lifeSec = 3_600) =>
      httpClient(running.url, (await backend.tokens.issue(id, scopes, lifeSec)).token),
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
    // A worker claims the order and dies.
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
    // A row with too many cells.
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

/** Expects a documented error. */
export function expectOrdersError(
  reply: Reply,
  code: (typeof orders.codes)[number],
  message: string,
  details?: unknown,
): void {
  expectDocumented(orders, reply, code, { message, details });
}
