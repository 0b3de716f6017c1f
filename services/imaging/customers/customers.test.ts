import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { eraseCustomers } from "./erase-customers.ts";

describe("customers", () => {
  onEveryEngine((running) => {
    it("can be created, suspended, resumed and deleted", async () => {
      const partner = await running().openPartner({ credits: 200 });
      const created = await partner.post("/v1/customers", {
        name: "Ada Example",
        email: "Ada@Example.com",
        planId: "professional",
        addOns: ["extra-retention"],
        aiLensMedical: true,
      });
      expect(created.text).toContain('"success":true');
      expect(created.status).toBe(201);
      expect(created.json).toEqual({
        success: true,
        data: {
          id: expect.stringMatching(/^cus_[0-9a-f]{24}$/),
          name: "Ada Example",
          email: "Ada@Example.com",
          state: "active",
          planId: "professional",
          addOns: ["extra-retention"],
          aiLensMedical: true,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          updatedAt: expect.any(String),
          erasesAt: null,
        },
      });
      const path = `/v1/customers/${created.json.data.id}`;
      expect((await partner.get(path)).json).toEqual(created.json);
      expect((await partner.get("/v1/credits")).json.data.available).toBe(200 - 100 - 12.5 - 25);
      expect((await partner.post(`${path}/suspend`)).json.data.state).toBe("suspended");
      expect((await partner.post(`${path}/resume`)).json.data.state).toBe("active");
      expect((await partner.delete(path)).json.data.state).toBe("deleted");
      expect((await partner.get("/v1/usage")).json.data.customers).toEqual({ active: 0, suspended: 0, deleted: 1 });
    });

    it("are listed newest first, in pages, and can be filtered", async () => {
      const partner = await running().openPartner();
      const ids = [];
      for (const planId of ["starter", "pocket", "pocket"]) ids.unshift(await partner.newCustomer({ planId }));
      const list = async (query: string) => (await partner.get(`/v1/customers${query}`)).json.data;
      const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);
      expect(new Set(idsOf(await list("")))).toEqual(new Set(ids));
      const first = await list("?limit=2");
      const second = await list(`?limit=2&cursor=${first.nextCursor}`);
      expect(new Set([...idsOf(first), ...idsOf(second)])).toEqual(new Set(ids));
      expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);
      expect((await list("?planId=pocket")).items).toHaveLength(2);
      const { email } = first.items[0];
      expect(idsOf(await list(`?email=${email.toUpperCase()}`))).toEqual([first.items[0].id]);
      await partner.delete(`/v1/customers/${ids[0]}`);
      expect((await list("")).items).toHaveLength(2);
      expect(idsOf(await list("?state=deleted"))).toEqual([ids[0]]);
    });

    it("have users whose tokens are revoked when the customer is deleted", async () => {
      const { openPartner, client } = running();
      const partner = await openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}`;
      const created = await partner.post(`${path}/users`, { name: "Uma" });
      expect(created.json.data).toMatchObject({ name: "Uma", token: expect.stringMatching(/^img_user_/) });
      expect((await partner.get(`${path}/users`)).json.data.items).toMatchObject([{ id: created.json.data.id }]);
      const other = await partner.post(`${path}/users`, { name: "Ben" });
      const page = (await partner.get(`${path}/users?limit=1`)).json.data;
      await partner.post(`${path}/users`, { name: "Eve" });
      const next = (await partner.get(`${path}/users?limit=1&cursor=${page.nextCursor}`)).json.data;
      expect([...page.items, ...next.items]).toMatchObject([{ id: other.json.data.id }, { id: created.json.data.id }]);
      expect(next.nextCursor).toBeNull();
      const user = client(created.json.data.token);
      expect((await user.get(`${path}/studies`)).status).toBe(200);
      await partner.delete(path);
      expect((await user.get(`${path}/studies`)).json.error.code).toBe("INVALID_API_KEY");
    });

    it("are charged the price difference of a more expensive plan once, even when eight requests change the plan at the same time", async () => {
      const partner = await running().openPartner({ credits: 1_000 });
      const path = `/v1/customers/${await partner.newCustomer({ planId: "starter", aiLensMedical: true })}`;
      const changes = await Promise.all(
        Array.from({ length: 8 }, () => partner.put(`${path}/plan`, { planId: "professional" })),
      );
      expect(changes.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
      expect(
        changes.every(({ status, json }) => status === 200 || json.error.details.reason === "changed_meanwhile"),
      ).toBe(true);
      expect((await partner.get("/v1/credits")).json.data.available).toBe(1_000 - 125);
      for (const planId of ["starter", "pocket", "professional", "starter", "professional"]) {
        expect((await partner.put(`${path}/plan`, { planId })).status).toBe(200);
        expect((await partner.get("/v1/credits")).json.data.available).toBe(1_000 - 125);
      }
    });

    it("are erased 30 days after their deletion, with their files, names and addresses, but not before", async () => {
      const { partner, customerId, path } = await running().openStudy();
      await partner.upload(path, "no finding", "a.txt", "text/plain");
      await partner.post(`/v1/customers/${customerId}/users`, { name: "Uma Secret" });
      const { backend } = running().service;
      const { storedBytes } = (await partner.get("/v1/usage")).json.data;
      const { data } = (await partner.delete(`/v1/customers/${customerId}`)).json;
      const days = (Date.parse(data.erasesAt) - Date.parse(data.updatedAt)) / 86_400_000;
      expect(days).toBe(30);
      const usage = async () => (await partner.get("/v1/usage")).json.data;
      expect(await usage()).toMatchObject({ storedBytes, erasingBytes: storedBytes });

      running().advance(29 * 86_400_000);
      await eraseCustomers(backend);
      expect(await usage()).toMatchObject({ storedBytes });
      running().advance(86_400_000);
      while ((await eraseCustomers(backend)) > 0);
      expect(await usage()).toMatchObject({ customers: { deleted: 1 }, storedBytes: 0, erasingBytes: 0 });
      expect((await partner.get(`/v1/customers/${customerId}`)).json.data).toMatchObject({ name: "", email: "" });
      const users = await backend.store.sql`SELECT name FROM imaging_users WHERE customer_id = ${customerId}`;
      expect(users).toEqual([{ name: "" }]);
      expect((await backend.storage.usage(backend.store.sql, customerId)).usedBytes).toBe(0);
      const { readdir } = await import("node:fs/promises");
      const kept = await readdir(`${running().folder}/imaging/kept`);
      const rows = await backend.store.sql<{ id: string }>`
        SELECT id FROM imaging_reports UNION ALL SELECT id FROM imaging_instances`;
      expect(kept.sort()).toEqual(rows.map(({ id }) => id).sort());
    });
  });
});
