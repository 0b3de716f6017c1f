import { describe, expect, it } from "vitest";
import { member, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine, password } from "../../testing/running-pdf.ts";
import { demoDesign } from "../designs/demo-design.ts";

describe("ALREADY_EXISTS", () => {
  recordsExchange(pdfDemo, "ALREADY_EXISTS", {
    steps: [
      as("atlas").post("/v1/members", member, { note: "adds a member" }),
      as("atlas").post("/v1/members", member, { note: "the same address" }),
    ],
    works: as("atlas").post(
      "/v1/members",
      { ...member, email: "eva-{{uuid}}@example.com" },
      { note: "another address" },
    ),
  });

  onEveryEngine((running) => {
    it("returns 409 for the name of another design, compared without case, when a design is created or renamed", async () => {
      const [workspace, other] = [await running().openWorkspace(), await running().openWorkspace()];
      const first = await workspace.newDesign({ name: "Größe" });
      const second = await workspace.newDesign({ name: "Label" });
      const { externalId: _, ...design } = demoDesign;
      const message = "A resource with this name already exists.";
      for (const name of ["Größe", "GRÖßE", "Gr\u006f\u0308ße"]) {
        expectPdfError(await workspace.post("/v1/designs", { ...design, name }), "ALREADY_EXISTS", message);
        const renamed = await workspace.put(`/v1/designs/${second}`, { ...design, name });
        expectPdfError(renamed, "ALREADY_EXISTS", message);
      }
      const problem = { Accept: "application/problem+json" };
      const { json } = await workspace.post("/v1/designs", { ...design, name: "Größe" }, problem);
      expect(json).toMatchObject({ field: "name", existingId: first });
      expect((await workspace.put(`/v1/designs/${first}`, { ...design, name: "Größe" })).json.data.version).toBe(2);
      expect((await other.post("/v1/designs", { ...design, name: "Größe" })).status).toBe(201);
      await workspace.delete(`/v1/designs/${first}`);
      expect((await workspace.post("/v1/designs", { ...design, name: "Größe" })).status).toBe(201);
    });

    it("returns 409 for the address of a member, until the member is removed", async () => {
      const workspace = await running().openWorkspace();
      const { email, id } = await workspace.signIn("viewer");
      const member = { email: email.toUpperCase(), name: "Again", role: "viewer", password };
      const message = "A resource with this email already exists.";
      expectPdfError(await workspace.post("/v1/members", member), "ALREADY_EXISTS", message);
      await workspace.delete(`/v1/members/${id}`);
      expect((await workspace.post("/v1/members", member)).status).toBe(201);
    });
  });
});
