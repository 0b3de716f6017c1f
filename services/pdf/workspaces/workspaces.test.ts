import { describe, expect, it } from "vitest";
import { onEveryEngine, password } from "../../testing/running-pdf.ts";

describe("workspaces", () => {
  onEveryEngine((running) => {
    it("report their plan, and the role of the caller", async () => {
      const workspace = await running().openWorkspace({ name: "Atlas", plan: "pro", credits: 7 });
      const editor = await workspace.signIn("editor");
      expect((await editor.get("/v1/workspace")).json.data).toEqual({
        id: workspace.id,
        name: "Atlas",
        plan: "pro",
        subscription: "active",
        creditPays: "page",
        role: "editor",
      });
      expect((await workspace.get("/v1/workspace")).json.data.role).toBe("admin");
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 7, reserved: 0 });
    });

    it("accept added members, and never return passwords", async () => {
      const { openWorkspace, client } = running();
      const workspace = await openWorkspace();
      const added = await workspace.post("/v1/members", {
        email: "Eve@example.com",
        name: "Eve",
        role: "viewer",
        password,
      });
      expect(added.status).toBe(201);
      const listed = await workspace.get("/v1/members");
      expect(listed.json.data.items).toEqual([added.json.data]);
      expect(listed.text).not.toMatch(/password|scrypt/);
      const body = { workspaceId: workspace.id, email: "eve@EXAMPLE.com", password };
      const session = await client().post("/v1/sessions", body);
      expect(session.json.data).toMatchObject({ member: { id: added.json.data.id, name: "Eve", role: "viewer" } });
    });

    it("list their members in pages with filters, and erase a member that is removed", async () => {
      const workspace = await running().openWorkspace();
      const ids: string[] = [];
      const add = async (name: string, headers = {}) => {
        const member = { email: `${name}@example.com`, name, role: "viewer", password };
        return await workspace.post("/v1/members", member, headers);
      };
      for (const name of ["one", "two", "three"]) ids.unshift((await add(name)).json.data.id);
      const list = async (query: string) => (await workspace.get(`/v1/members?${query}`)).json.data;
      const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
      const page = await list("limit=2&role=viewer");
      expect(idsOf(page)).toEqual(ids.slice(0, 2));
      const key = { "Idempotency-Key": "member" };
      const last = (await add("four", key)).json.data.id;
      expect(idsOf(await list(`limit=2&role=viewer&cursor=${page.nextCursor}`))).toEqual(ids.slice(2));
      expect(idsOf(await list("email=TWO@example.com"))).toEqual([ids[1]]);
      expect(idsOf(await list("role=owner&email=two@example.com"))).toEqual([]);
      expect((await workspace.get("/v1/members?role=boss")).status).toBe(400);

      expect((await workspace.delete(`/v1/members/${last}`)).status).toBe(204);
      expect((await add("four", key)).json.error.code).toBe("NOT_FOUND");
      const { sql } = running().service.backend.store;
      const rows = JSON.stringify(await sql`SELECT * FROM pdf_members WHERE id = ${last}`);
      expect(rows).not.toMatch(/four|scrypt/);
      expect((await add("four")).status).toBe(201);
    });

    it("list their keys with role, expiry and revocation, without the secrets", async () => {
      const workspace = await running().openWorkspace();
      const made = (await workspace.post("/v1/api-keys", { role: "editor", expiresInDays: 30 })).json.data;
      expect((await running().client(made.secret).get("/v1/workspace")).json.data.role).toBe("editor");
      await workspace.delete(`/v1/api-keys/${made.id}`);
      const listed = await workspace.get("/v1/api-keys");
      const { secret, ...view } = made;
      expect(listed.json.data.items).toContainEqual({ ...view, revoked: true });
      expect(listed.text).not.toContain(secret);
    });

    it("report the documents, pages and credits of a month, also of documents that were deleted", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const ids: string[] = [];
      for (let made = 0; made < 3; made += 1) ids.unshift((await workspace.newPdf(designId)).json.data.id);
      const { bytes } = (await workspace.get(`/v1/pdfs/${ids[1]}`)).json.data;
      const deleted = await workspace.delete(`/v1/pdfs/${ids[1]}`);
      expect(deleted.json.data).toEqual({ id: ids[1], deleted: true, freedBytes: bytes });
      const month = new Date(running().service.backend.clock()).toISOString().slice(0, 7);
      const usage = async (of: string) => (await workspace.get(`/v1/usage?month=${of}`)).json.data;
      expect(await usage(month)).toEqual({
        ...{ month, documents: 3, deleted: 1, storedBytes: 2 * bytes, pages: 3, credits: 3 },
      });
      const { items } = (await workspace.get("/v1/credits/movements")).json.data;
      expect(items).toMatchObject([
        ...ids.map((reference) => ({ reason: "document_generated", reference, amount: -1 })),
        { reason: "granted", reference: null },
      ]);
      const { available } = (await workspace.get("/v1/credits")).json.data;
      expect(items.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBe(available);
      expect(await usage("2020-01")).toEqual({
        month: "2020-01",
        documents: 0,
        deleted: 0,
        storedBytes: 0,
        pages: 0,
        credits: 0,
      });
    });
  });
});
