import { describe, expect, it } from "vitest";
import type { WorkerPool } from "../../shared/worker-pool/index.ts";
import { eachEngine } from "../../testing/each-engine.ts";
import type { Reply } from "../../testing/http-client.ts";
import { label, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, password, renderPool, startPdf } from "../../testing/running-pdf.ts";
import { demoDesign } from "../designs/demo-design.ts";

const message = (field: string) => `An entry with this ${field} already exists.`;
const { externalId: _, ...design } = demoDesign;

/** Number of rendering results that are held back until all have arrived, so that their requests continue together. */
let heldResults = 1;
const waiting: (() => void)[] = [];
const holdingPool: WorkerPool = {
  ...renderPool,
  async run(task, input, options) {
    const result = await renderPool.run<never>(task, input, options);
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length >= heldResults) for (const release of waiting.splice(0)) release();
    });
    return result;
  },
};

const onEveryEngine = eachEngine((engine) => startPdf(engine, { renderPool: holdingPool }));

describe("DUPLICATE_ENTRY", () => {
  const first = { ...label, externalId: "erp-1-{{uuid}}" };
  const second = { ...first, name: "Other {{uuid}}" };
  recordsExchange(pdfDemo, "DUPLICATE_ENTRY", {
    steps: [
      as("atlas").post("/v1/designs", first, { note: "creates a design" }),
      as("atlas").post("/v1/designs", second, { note: "the same externalId" }),
    ],
    works: as("atlas").post("/v1/designs", { ...second, externalId: "erp-2-{{uuid}}" }, { note: "another externalId" }),
  });

  onEveryEngine((running) => {
    /** Sends the same request several times at once, until two of them check before either inserts. */
    async function race(create: (round: number) => Promise<Reply>, field: string): Promise<void> {
      for (let round = 0; round < 20; round += 1) {
        const replies = await Promise.all(Array.from({ length: 6 }, () => create(round)));
        const codes = replies.map(({ status, json }) => (status === 201 ? "created" : json.error.code));
        expect(codes.filter((code) => code === "created")).toHaveLength(1);
        const duplicates = replies.filter(({ json }) => json.error?.code === "DUPLICATE_ENTRY");
        for (const reply of duplicates) expectPdfError(reply, "DUPLICATE_ENTRY", message(field));
        if (duplicates.length > 0) return;
      }
      throw new Error("no two requests met in twenty races");
    }

    it("returns 409 for the second of two designs that are created at the same time with one name", async () => {
      const workspace = await running().openWorkspace();
      heldResults = 6;
      await race((round) => workspace.post("/v1/designs", { ...design, name: `Race ${round}` }), "name");
      heldResults = 1;
      const names = (await workspace.get("/v1/designs")).json.data.items.map(({ name }: { name: string }) => name);
      expect(new Set(names).size).toBe(names.length);
    });

    it("returns 409 for the second of two members that are added at the same time with one address", async () => {
      const workspace = await running().openWorkspace();
      const member = { name: "Twin", role: "viewer", password };
      await race((round) => workspace.post("/v1/members", { ...member, email: `t${round}@example.com` }), "email");
    });

    it("returns 409 for the externalId of another design, which only the constraint checks", async () => {
      const [workspace, other] = [await running().openWorkspace(), await running().openWorkspace()];
      await workspace.newDesign({ externalId: "erp-1" });
      const second = await workspace.newDesign({ externalId: "erp-2" });
      const taken = { ...design, name: "Other", externalId: "erp-1" };
      const create = await workspace.post("/v1/designs", taken);
      expectPdfError(create, "DUPLICATE_ENTRY", message("externalId"));
      const problem = await workspace.post("/v1/designs", taken, { Accept: "application/problem+json" });
      expect(problem.json).toMatchObject({ field: "externalId", existingId: expect.stringMatching(/^dsn_/) });
      const change = await workspace.put(`/v1/designs/${second}`, taken);
      expectPdfError(change, "DUPLICATE_ENTRY", message("externalId"));
      expect((await workspace.get(`/v1/designs/${second}`)).json.data).toMatchObject({
        version: 1,
        externalId: "erp-2",
      });
      await other.newDesign({ externalId: "erp-1" });
    });
  });
});
