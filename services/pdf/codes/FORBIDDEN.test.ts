import { describe, expect, it } from "vitest";
import { member, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine, password } from "../../testing/running-pdf.ts";

const message = (role: string, needed: string) =>
  `The role ${role} does not allow this operation. It requires ${needed}.`;

describe("FORBIDDEN", () => {
  recordsExchange(pdfDemo, "FORBIDDEN", {
    steps: [as("atlas").post("/v1/members", { ...member, role: "owner" }, { note: "an admin adds an owner" })],
    works: as("atlas").post("/v1/members", member, { note: "an admin adds a viewer" }),
  });

  onEveryEngine((running) => {
    it("returns 403 when a viewer, by token or key, creates, changes or deletes anything, and allows reading", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const { secret } = (await workspace.post("/v1/api-keys", { role: "viewer" })).json.data;
      for (const viewer of [await workspace.signIn("viewer"), running().client(secret)]) {
        const replies = [
          await viewer.post("/v1/designs", {}),
          await viewer.put(`/v1/designs/${designId}`, {}),
          await viewer.delete(`/v1/designs/${designId}`),
          await viewer.post("/v1/pdfs", { designId, variables: invoice }),
          await viewer.post("/v1/jobs", { designId, documents: [{ variables: invoice }] }),
          await viewer.delete("/v1/pdfs/doc_0"),
        ];
        for (const reply of replies) expectPdfError(reply, "FORBIDDEN", message("viewer", "editor"));
        for (const path of ["/v1/designs", `/v1/designs/${designId}`, "/v1/pdfs", "/v1/credits", "/v1/members"]) {
          expect((await viewer.get(path)).status).toBe(200);
        }
      }
    });

    it("returns 403 when an editor administers, or an admin grants or removes a higher role", async () => {
      const workspace = await running().openWorkspace();
      const [editor, admin] = [await workspace.signIn("editor"), await workspace.signIn("admin")];
      const owner = await workspace.signIn("owner");
      const member = (role: string) => ({ email: `${crypto.randomUUID()}@example.com`, name: "Bob", role, password });
      const forbidden = [
        await editor.post("/v1/members", member("viewer")),
        await editor.delete(`/v1/members/${admin.id}`),
        await editor.get("/v1/api-keys"),
        await editor.post("/v1/api-keys", { role: "viewer" }),
        await editor.delete("/v1/api-keys/none"),
      ];
      for (const reply of forbidden) expectPdfError(reply, "FORBIDDEN", message("editor", "admin"));
      expectPdfError(await admin.post("/v1/members", member("owner")), "FORBIDDEN", message("admin", "owner"));
      expectPdfError(await admin.delete(`/v1/members/${owner.id}`), "FORBIDDEN", message("admin", "owner"));
      expect((await owner.post("/v1/members", member("owner"))).status).toBe(201);
      expect((await admin.post("/v1/members", member("admin"))).status).toBe(201);
    });

    it("returns 403 when the last owner is removed, also when two owners remove each other at once", async () => {
      const workspace = await running().openWorkspace();
      const [ada, bob] = [await workspace.signIn("owner"), await workspace.signIn("owner")];
      const replies = await Promise.all([ada.delete(`/v1/members/${bob.id}`), bob.delete(`/v1/members/${ada.id}`)]);
      const [last = ada] = replies[0]?.status === 204 ? [ada] : [bob];
      expect(replies.filter(({ status }) => status === 204)).toHaveLength(1);
      expectPdfError(await last.delete(`/v1/members/${last.id}`), "FORBIDDEN", message("owner", "another owner"));
      const eve = { email: "eve@example.com", name: "Eve", role: "owner", password };
      expect((await last.post("/v1/members", eve)).status).toBe(201);
      expect((await last.delete(`/v1/members/${last.id}`)).status).toBe(204);
    });

    it("checks the current role of the member, not its role when the token was created", async () => {
      const workspace = await running().openWorkspace();
      const editor = await workspace.signIn("editor");
      await running().service.backend.store.sql`UPDATE pdf_members SET role = 'viewer' WHERE id = ${editor.id}`;
      expectPdfError(await editor.post("/v1/designs", {}), "FORBIDDEN", message("viewer", "editor"));
    });
  });
});
