import { describe, expect, it } from "vitest";
import { longTable, onEveryEngine, table } from "../../testing/running-orders.ts";
import { orders } from "../contract.ts";

const { fileBytes } = orders.limits;

describe("an order", () => {
  onEveryEngine((running) => {
    it("is created, uploaded to, confirmed, processed and downloaded", async () => {
      const { openUser, work } = running();
      const user = await openUser();
      const columns = { age: { type: "integer", required: true } };
      const path = await user.newOrder({ type: "csv_to_json", options: { columns } });
      const files = { required: 1, uploaded: 1 };
      expect((await user.uploadTable(path, table)).json).toMatchObject({ status: "uploaded", files });
      expect((await user.post(`${path}/confirm`)).json).toMatchObject({ status: "confirmed" });
      expect((await user.get("/v1/account")).json.usage.units).toMatchObject({ held: 1, used: 0 });
      await work();
      const report = await user.get(`${path}/report`);
      expect(report.json).toMatchObject({ units: 1, report: { rows: 2, columns: ["name", "age"] } });
      const { bytes, headers } = await user.download(`${path}/download`);
      expect(JSON.parse(Buffer.from(bytes).toString())).toEqual([
        { name: "Ada", age: 36 },
        { name: "Bob", age: 7 },
      ]);
      expect(headers.get("content-disposition")).toBe('attachment; filename="table.json"');
      expect((await user.get(path)).json.history.map(({ status }: any) => status)).toEqual([
        ...["pending", "uploaded", "confirmed", "processing", "completed"],
      ]);
      expect((await user.get("/v1/account")).json.usage.units).toMatchObject({ held: 0, used: 1 });
      for (const unit of ["units", "orders"]) {
        expect((await user.get(`/v1/usage/movements?unit=${unit}`)).json.items).toMatchObject([
          { reason: "order_completed", reference: path.split("/").at(-1), amount: -1 },
          { reason: "limit_changed", reference: null },
        ]);
      }
    });

    it("leaves what the movements add up to, before the first order of a month and after a change of the plan", async () => {
      const user = await running().openUser();
      const left = async () =>
        Object.values((await user.get("/v1/account")).json.usage).map((usage: any) => usage.left);
      const sum = async (unit: string) => {
        const { items } = (await user.get(`/v1/usage/movements?unit=${unit}`)).json;
        return items.reduce((total: number, { amount }: any) => total + amount, 0);
      };
      expect([await sum("orders"), await sum("units")]).toEqual((await left()).slice(0, 2));
      for (const planId of ["free", "team", "free"]) {
        expect((await user.put("/v1/account/plan", { planId })).status).toBe(200);
        expect([await sum("orders"), await sum("units")]).toEqual((await left()).slice(0, 2));
      }
    });

    it("accepts a file of 10 MiB and rejects a larger one with 413, with or without Content-Length", async () => {
      const user = await running().openUser();
      const path = await user.newOrder();
      const full = new Uint8Array(fileBytes).fill(0x61);
      const larger = new Uint8Array(fileBytes + 1);
      const head = '--X\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n';
      const replies = [
        await user.upload(`${path}/file`, larger, "a.bin", "application/octet-stream"),
        await user.sendForm(`${path}/file`, [head, larger, "\r\n--X--\r\n"], "chunked"),
      ];
      for (const { status, json } of replies) {
        expect([status, json]).toEqual([
          413,
          { code: "BODY_TOO_LARGE", message: expect.any(String), details: json.details },
        ]);
      }
      expect((await user.upload(`${path}/file`, full, "a.bin", "application/octet-stream")).status).toBe(201);
    });

    it("is stopped at once and not charged when it is cancelled during processing", async () => {
      const { openUser, service, failedJobs } = running();
      const user = await openUser();
      const path = await user.newOrder({ type: "csv_to_xlsx", quantity: 1_000 });
      await user.uploadTable(path, longTable);
      await user.post(`${path}/confirm`);
      const { worker, backend } = service;
      const working = worker.runOnce();
      await expect.poll(async () => (await user.get(path)).json.status, { interval: 20 }).toBe("processing");
      await expect.poll(() => backend.pool.pids().length).toBeGreaterThan(0);
      expect((await user.post(`${path}/cancel`)).json).toMatchObject({ status: "failed" });
      const start = performance.now();
      await working;
      // The work takes many seconds.
      expect(performance.now() - start).toBeLessThan(3_000);
      expect((await user.get(path)).json.failure).toEqual({ reason: "cancelled" });
      expect((await user.get("/v1/account")).json.usage).toMatchObject({ orders: { used: 0, held: 0 } });
      expect(failedJobs).toEqual([]);
    });

    it("is processed again, and charged once, when its process dies", async () => {
      const { openUser, service, failedJobs, advance, work } = running();
      const user = await openUser();
      const path = await user.newOrder({ type: "csv_to_json", quantity: 1_000 });
      await user.uploadTable(path, longTable);
      await user.post(`${path}/confirm`);
      const killing = setInterval(() => {
        for (const pid of service.backend.pool.pids()) process.kill(pid, "SIGKILL");
      }, 50);
      await service.worker.runOnce();
      clearInterval(killing);
      expect(failedJobs.map(({ error }) => String(error))).toEqual(["Error: the worker process exited with SIGKILL"]);
      failedJobs.length = 0;
      expect((await user.get(path)).json.status).toBe("processing");
      // The last signal can reach the process that replaces the killed one, which uses up the second of three attempts.
      for (let attempt = 2; attempt <= 3 && (await user.get(path)).json.status === "processing"; attempt += 1) {
        advance(5_000);
        await work();
      }
      expect((await user.get(path)).json).toMatchObject({ status: "completed", units: 200 });
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ used: 1, held: 0 });
    });

    it("is either confirmed or cancelled when both are requested at the same time", async () => {
      const user = await running().openUser();
      for (let round = 0; round < 5; round += 1) {
        const path = await user.orderIn("uploaded");
        const [confirmed, cancelled] = await Promise.all([user.post(`${path}/confirm`), user.post(`${path}/cancel`)]);
        expect(cancelled.status).toBe(200);
        expect([202, 400]).toContain(confirmed.status);
        if (confirmed.status === 400) expect(confirmed.json.code).toBe("ORDER_ALREADY_FAILED");
      }
      expect((await user.get("/v1/account")).json.usage).toMatchObject({ orders: { held: 0 }, units: { held: 0 } });
    });

    it("is processed once by the next worker when its worker dies", async () => {
      const { openUser, advance, work, service } = running();
      const user = await openUser();
      const path = await user.orderIn("processing");
      await work();
      expect((await user.get(path)).json.status).toBe("processing");
      advance(service.backend.jobs.leaseMs);
      await work();
      const { history } = (await user.get(path)).json;
      expect(history.map(({ status }: any) => status)).toEqual([
        ...["pending", "uploaded", "confirmed", "processing", "completed"],
      ]);
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ used: 1, held: 0 });
    });
  });
});
