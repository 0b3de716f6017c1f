import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { connect } from "./connection.ts";
import { pool } from "./pool.ts";

const url = process.env.ERRATA_TEST_POSTGRES ?? "";

describe.skipIf(url === "")("a pool on PostgreSQL (ERRATA_TEST_POSTGRES)", () => {
  it("returns idle connections to the server, all but one, so that another process gets them", async () => {
    const role = `errata_idle_${crypto.randomUUID().replaceAll("-", "")}`;
    const admin = postgres(url, { max: 1, onnotice: () => undefined });
    await admin.unsafe(`CREATE ROLE ${role} LOGIN SUPERUSER`);
    const own = Object.assign(new URL(url), { username: role }).href;
    const limits = { commandTimeoutMs: 5_000, idleInTransactionMs: 30_000 };
    const connections = pool(
      () => connect({ driver: postgres, url: own, schema: undefined, ...limits }),
      5,
      5_000,
      500,
    );
    const connected = () => admin`SELECT pid FROM pg_stat_activity WHERE usename = ${role}`;
    const use = (statement: string) => connections.use((connection) => connection.exec(statement));
    await Promise.all(Array.from({ length: 5 }, () => use("SELECT pg_sleep(0.3)")));
    expect(connections.counts().idle).toBe(5);
    await expect.poll(connected).toHaveLength(1);
    expect(connections.counts()).toEqual({ busy: 0, idle: 1, waiting: 0 });
    await use("SELECT 1");
    await connections.close();
    await expect.poll(connected).toHaveLength(0);
    await admin.unsafe(`DROP ROLE ${role}`);
    await admin.end();
  });
});
