import { describe, expect, it } from "vitest";
import { readPdf } from "../../testing/read-pdf.ts";
import { onEveryEngine } from "../../testing/running-pdf.ts";

describe("designs", () => {
  onEveryEngine((running) => {
    const text = (content: string) => ({
      page: { blocks: [{ type: "text", text: content }] },
      variables: { type: "object", properties: { a: { type: "string" } } },
    });

    it("keep all versions, and generate documents from the newest or the requested one", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign(text("First {{a}}"));
      const second = await workspace.put(`/v1/designs/${designId}`, { name: "Letter", ...text("Second {{a}}") });
      expect(second.json.data).toMatchObject({ id: designId, name: "Letter", version: 2, externalId: null });
      const first = (await workspace.get(`/v1/designs/${designId}?version=1`)).json.data;
      expect(first).toMatchObject({ version: 1, page: { size: "A4", blocks: [{ text: "First {{a}}", size: 11 }] } });
      for (const [version, word] of [
        [1, "First"],
        [undefined, "Second"],
      ] as const) {
        const { id } = (await workspace.post("/v1/pdfs", { designId, version, variables: { a: "A" } })).json.data;
        const { pages } = await readPdf((await workspace.download(`/v1/pdfs/${id}/content`)).bytes);
        expect(pages).toEqual([`${word} A`]);
      }
    });

    it("get a different version for each of several simultaneous changes", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const change = (index: number) => workspace.put(`/v1/designs/${designId}`, { name: "Same", ...text(`${index}`) });
      const replies = await Promise.all([1, 2, 3, 4, 5, 6].map(change));
      const versions = replies.map(({ json }) => json.data.version).sort();
      expect(versions).toEqual([2, 3, 4, 5, 6, 7]);
      for (const { json } of replies) {
        const read = (await workspace.get(`/v1/designs/${designId}?version=${json.data.version}`)).json.data;
        expect(read.page).toEqual(json.data.page);
      }
    });

    it("are listed in pages, newest first, without those of other workspaces", async () => {
      const [workspace, other] = [await running().openWorkspace(), await running().openWorkspace()];
      const ids: string[] = [];
      for (let made = 0; made < 5; made += 1) ids.unshift(await workspace.newDesign());
      await other.newDesign();
      const found: string[] = [];
      let query = "limit=2";
      for (;;) {
        const { items, nextCursor } = (await workspace.get(`/v1/designs?${query}`)).json.data;
        found.push(...items.map(({ id }: { id: string }) => id));
        if (nextCursor === null) break;
        query = `limit=2&cursor=${nextCursor}`;
      }
      expect(found.sort()).toEqual(ids.sort());
    });
  });
});
