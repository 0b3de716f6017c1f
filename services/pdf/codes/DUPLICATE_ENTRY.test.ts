import { describe, expect, it } from "vitest";
import type { Reply } from "../../testing/http-client.ts";
import { expectPdfError, onEveryEngine, password } from "../../testing/running-pdf.ts";
import { demoDesign } from "../demo-design.ts";

const message = (field: string) => `An entry with this ${field} exists already.`;
const { externalId: _, ...design } = demoDesign;

describe("DUPLICATE_ENTRY", () => {
  onEveryEngine((running) => {
    /** Sends the same creation many times at once, until two of them looked before either wrote. */
    async function race(create: (round: number) => Promise<Reply>, field: string): Promise<void> {
      for (let round = 0; round < 20; round += 1) {
        const replies = await Promise.all(Array.from({ length: 6 }, () => create(round)));
        const codes = replies.map(({ status, json }) => (status === 201 ? "created" : json.error.code));
        expect(codes.filter((code) => code === "created")).toHaveLength(1);
        const late = replies.filter(({ json }) => json.error?.code === "DUPLICATE_ENTRY");
        for (const reply of late) expectPdfError(reply, "DUPLICATE_ENTRY", message(field));
        if (late.length > 0) return;
      }
      throw new Error("twenty races, and no two of them met");
    }

    it("answers the later of two creations of one name that both found it free", async () => {
      const workspace = await running().openWorkspace();
      await race((round) => workspace.post("/v1/designs", { ...design, name: `Race ${round}` }), "name");
      const names = (await workspace.get("/v1/designs")).json.data.items.map(({ name }: { name: string }) => name);
      expect(new Set(names).size).toBe(names.length);
    });

    it("answers the later of two members of one address that both found it free", async () => {
      const workspace = await running().openWorkspace();
      const member = { name: "Twin", role: "viewer", password };
      await race((round) => workspace.post("/v1/members", { ...member, email: `t${round}@example.com` }), "email");
    });

    it("answers an externalId that a design of the workspace has: nothing but the constraint looks for it", async () => {
      const [workspace, other] = [await running().openWorkspace(), await running().openWorkspace()];
      await workspace.newDesign({ externalId: "erp-1" });
      const second = await workspace.newDesign({ externalId: "erp-2" });
      const create = await workspace.post("/v1/designs", { ...design, name: "Other", externalId: "erp-1" });
      expectPdfError(create, "DUPLICATE_ENTRY", message("externalId"));
      const change = await workspace.put(`/v1/designs/${second}`, { ...design, name: "Other", externalId: "erp-1" });
      expectPdfError(change, "DUPLICATE_ENTRY", message("externalId"));
      expect((await workspace.get(`/v1/designs/${second}`)).json.data).toMatchObject({
        version: 1,
        externalId: "erp-2",
      });
      await other.newDesign({ externalId: "erp-1" });
    });
  });
});
