/**
 * Measures the orders per second of the orders API's worker, compared with a plain loop that does the same work on the
 * same files in the same processes. The difference is the cost of claims, states, ledger, queue and durable files.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import { Hono } from "hono";
import { addUser, openAccount } from "../../services/orders/accounts/account.ts";
import { scopesOfRole } from "../../services/orders/accounts/caller.ts";
import { type OrdersService, openOrders } from "../../services/orders/api.ts";
import { ordersMigrations } from "../../services/orders/migrations.ts";
import { openPool } from "../../services/orders/open-backend.ts";
import { orderTypeInfo, type TableOptions } from "../../services/orders/work/order-types.ts";
import type { Task, TaskResult } from "../../services/orders/work/task.ts";
import { secretBox } from "../../services/shared/secrets/index.ts";
import type { WorkerPool } from "../../services/shared/worker-pool/index.ts";
import { median } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";

const rounds = 5;
const ordersPerRound = 100;
const concurrency = 2;
const table = `name,age\n${"Ada,36\nBob,7\n".repeat(200)}`;

const folder = await mkdtemp(join(tmpdir(), "errata-bench-"));
const pool = openPool(concurrency);
/** Advances the service's clock past its rate limit, because confirming orders is not measured. */
let aheadMs = 0;
const clock = (): number => Date.now() + aheadMs;
try {
  await main();
} finally {
  pool.close();
  await rm(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const services = await openServices();
  const inputs = Array.from({ length: ordersPerRound }, (_, index) => join(folder, `in-${index}.csv`));
  for (const path of inputs) await writeFile(path, table);
  const plain: number[] = [];
  const rates = new Map(services.map(({ name }): [string, number[]] => [name, []]));
  // The first round starts and warms up the processes.
  for (let round = 0; round <= rounds; round += 1) {
    const loop = await perSecond(() => plainLoop(pool, inputs));
    if (round > 0) plain.push(loop);
    for (const { name, service, token } of services) {
      await confirmAll(service, token);
      const done = await perSecond(() => workAll(service));
      if (round > 0) rates.get(name)?.push(done);
    }
  }
  process.stdout.write(`${ordersPerRound} tables of 400 rows to JSON, ${concurrency} at once, ${rounds} rounds\n`);
  printTable(
    ["worker", "orders/s", "of the plain loop"],
    [
      ["plain loop over files", median(plain).toFixed(0), "1.00x"],
      ...[...rates].map(([name, done]) => [name, median(done).toFixed(0), ratio(median(done), median(plain))]),
    ],
  );
  for (const { store } of services) await store.close();
}

interface Opened {
  readonly name: string;
  readonly store: Store;
  readonly service: OrdersService;
  readonly token: string;
}

async function openServices(): Promise<Opened[]> {
  const stores: [string, Store][] = [
    ["SQLite", await openSqlite({ path: join(folder, "errata.db"), migrations: ordersMigrations })],
  ];
  const url = process.env.ERRATA_TEST_POSTGRES ?? "";
  if (url === "") process.stdout.write("PostgreSQL is skipped: ERRATA_TEST_POSTGRES is not set.\n");
  else {
    const schema = `errata_bench_${crypto.randomUUID().replaceAll("-", "")}`;
    stores.push(["PostgreSQL", await openPostgres({ url, schema, migrations: ordersMigrations })]);
  }
  return await Promise.all(stores.map(([name, store]) => openService(name, store)));
}

async function openService(name: string, store: Store): Promise<Opened> {
  const service = await openOrders({
    store,
    secrets: secretBox([Buffer.alloc(32)]),
    folder: join(folder, name),
    pool,
    concurrency,
    clock,
  });
  const accountId = await openAccount(service.backend, { name, planId: "business" });
  const userId = await addUser(service.backend, accountId, { name: "Bench", role: "admin" });
  const { token } = await service.backend.tokens.issue(userId, scopesOfRole.admin, 3_600);
  return { name, store, service, token };
}

/** Reads, converts and writes each file in a loop. */
async function plainLoop({ run }: WorkerPool, inputs: readonly string[]): Promise<void> {
  const left = [...inputs];
  const one = async (): Promise<void> => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const bytes = Buffer.byteLength(table);
      const task: Task = {
        ...{ type: "csv_to_json", options: orderTypeInfo.csv_to_json.options.parse({}) as TableOptions, quantity: 1 },
        files: [{ path, fileName: "table.csv", mediaType: "text/csv", bytes }],
        outputPath: `${path}.json`,
      };
      const result = await run<TaskResult>("run", task, { account: "bench", deadlineMs: 60_000 });
      if (result.kind !== "success") throw new Error(`expected success, received ${result.reason}: ${result.problem}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
}

async function confirmAll(service: OrdersService, token: string): Promise<void> {
  const app = new Hono();
  service.mount(app);
  const headers = { authorization: `Bearer ${token}` };
  const send = async (path: string, body?: object | FormData): Promise<{ id: string }> => {
    const isForm = body instanceof FormData;
    const type = body === undefined || isForm ? {} : { "content-type": "application/json" };
    const content = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) };
    const response = await app.request(`/orders${path}`, {
      method: "POST",
      headers: { ...headers, ...type },
      ...content,
    });
    if (!response.ok) throw new Error(`POST ${path} returned ${response.status}: ${await response.text()}`);
    return (await response.json()) as { id: string };
  };
  for (let index = 0; index < ordersPerRound; index += 1) {
    if (index % 30 === 0) aheadMs += 60_000;
    const { id } = await send("/v1/orders", { type: "csv_to_json" });
    const form = new FormData();
    form.set("file", new Blob([table], { type: "text/csv" }), "table.csv");
    await send(`/v1/orders/${id}/file`, form);
    await send(`/v1/orders/${id}/confirm`);
  }
}

async function workAll({ worker, backend }: OrdersService): Promise<void> {
  worker.start();
  for (let left = 1; left > 0; ) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { waiting, running } = await backend.jobs.counts();
    left = waiting + running;
  }
  await worker.stop();
}

async function perSecond(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return (ordersPerRound / (performance.now() - start)) * 1_000;
}
