import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HttpClient, httpClient } from "../testing/http-client.ts";
import { type Launched, launch, launchOne } from "../testing/launched.ts";

const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";
/** Converting it to an Excel sheet takes some hundredths of a second. */
const table = `a,b,c\n${"1,2,some words\n".repeat(8_000)}`;
const count = 6;

let folder: string;
const processes: Launched[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-crash-"));
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((launched) => launched.end("SIGKILL")));
  await rm(folder, { recursive: true });
});

async function running(launching: Promise<Launched>): Promise<Launched> {
  const launched = await launching;
  processes.push(launched);
  return launched;
}

function userOf({ demo }: Launched): HttpClient {
  const { url, credentials } = demo.apis.orders!;
  return httpClient(url, credentials.ada);
}

async function confirmOrders(user: HttpClient): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const { id } = (await user.post("/v1/orders", { type: "csv_to_xlsx", quantity: 8 })).json;
      expect((await user.upload(`/v1/orders/${id}/file`, table, "a.csv", "text/csv")).status).toBe(201);
      expect((await user.post(`/v1/orders/${id}/confirm`)).status).toBe(202);
    }),
  );
}

/** Returns the orders of the test, without those of the demo. */
async function ordersOf(user: HttpClient): Promise<readonly any[]> {
  return (await user.get("/v1/orders")).json.items.filter(({ type }: any) => type === "csv_to_xlsx");
}

async function statuses(user: HttpClient): Promise<string[]> {
  return (await ordersOf(user)).map(({ status }) => status);
}

/** Waits until one order is completed and another is being processed. */
async function untilMidWork(user: HttpClient): Promise<void> {
  const isMidWork = (all: string[]) => all.includes("completed") && all.includes("processing");
  await expect.poll(async () => isMidWork(await statuses(user)), { timeout: 20_000, interval: 25 }).toBe(true);
}

/** Expects that every order was completed and charged exactly once. */
async function expectAllCompletedOnce(user: HttpClient): Promise<void> {
  const all = Array.from({ length: count }, () => "completed");
  await expect.poll(() => statuses(user), { timeout: 30_000, interval: 1_000 }).toEqual(all);
  for (const { id } of await ordersOf(user)) {
    const { history } = (await user.get(`/v1/orders/${id}`)).json;
    expect(history.filter(({ status }: any) => status === "completed")).toHaveLength(1);
    expect((await user.get(`/v1/orders/${id}/download`)).status).toBe(200);
  }
  expect((await user.get("/v1/account")).json.usage).toMatchObject({
    orders: { used: count, held: 0 },
    units: { used: count * 8, held: 0 },
  });
}

describe("a process that is killed during processing", () => {
  it("loses no order and charges none twice: the next process on the embedded store completes them", async () => {
    const first = await running(launchOne("orders", folder));
    await confirmOrders(userOf(first));
    await untilMidWork(userOf(first));
    expect(await first.end("SIGKILL")).toBe("SIGKILL");
    await expectAllCompletedOnce(userOf(await running(launch(folder, { LOG_LEVEL: "fatal" }))));
  }, 120_000);

  it.skipIf(postgresUrl === "")(
    "loses no order and charges none twice: the next process on PostgreSQL completes them, the interrupted ones first (ERRATA_TEST_POSTGRES)",
    async () => {
      const name = `errata_crash_${crypto.randomUUID().replaceAll("-", "")}`;
      const admin = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
      await admin.unsafe(`CREATE DATABASE ${name}`);
      const ERRATA_POSTGRES = Object.assign(new URL(postgresUrl), { pathname: name }).href;
      const first = await running(launchOne("orders", folder, { ERRATA_POSTGRES, ERRATA_DEMO: "1" }));
      await confirmOrders(userOf(first));
      await untilMidWork(userOf(first));
      await first.end("SIGKILL");
      const database = postgres(ERRATA_POSTGRES, { max: 1 });
      const jobs = await database`SELECT id, token FROM queue_jobs WHERE queue = 'orders'`;
      const second = await running(launch(folder, { LOG_LEVEL: "fatal", ERRATA_POSTGRES, ERRATA_DEMO: "1" }));
      await expectAllCompletedOnce(userOf(second));
      const endOf = async ({ id }: any) => (await userOf(second).get(`/v1/orders/${id}`)).json.history.at(-1).at;
      const interrupted = await Promise.all(jobs.filter(({ token }) => token !== null).map(endOf));
      const waiting = await Promise.all(jobs.filter(({ token }) => token === null).map(endOf));
      expect([interrupted.length, waiting.length]).toEqual([
        expect.toSatisfy((n) => n > 0),
        expect.toSatisfy((n) => n > 0),
      ]);
      expect(Math.max(...interrupted.map(Date.parse))).toBeLessThanOrEqual(Math.min(...waiting.map(Date.parse)));
      await second.end("SIGTERM");
      // Every file on disk has a row, or a note by which it will be deleted.
      const known = await database`SELECT id FROM orders_files UNION SELECT file_id FROM files_moves`;
      await database.end();
      const kept = await readdir(join(folder, "files/orders/kept"));
      expect(kept.filter((file) => !known.some(({ id }) => id === file))).toEqual([]);
      await admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
    120_000,
  );
});
