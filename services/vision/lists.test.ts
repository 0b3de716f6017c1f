import { describe, expect, it } from "vitest";
import { picture } from "../testing/picture.ts";
import { onEveryEngine } from "../testing/running-vision.ts";

const ids = (reply: { readonly json: any }): string[] => reply.json.items.map(({ id }: { id: string }) => id);

describe("lists", () => {
  onEveryEngine()((running) => {
    it("can be narrowed to a time, a media type and a name, with a stable cursor", async () => {
      const { openAccount } = running();
      const account = await openAccount();
      const images: string[] = [];
      for (const format of ["png", "jpeg", "png"] as const) {
        const content = await picture({ format });
        const reply = await account.send("POST", "/v1/images", content, { "Content-Type": `image/${format}` });
        images.unshift(reply.json.id);
      }
      const first = await account.get("/v1/images?mediaType=image/png&limit=1");
      const rest = await account.get(`/v1/images?mediaType=image/png&limit=1&cursor=${first.json.nextCursor}`);
      expect([...ids(first), ...ids(rest)].sort()).toEqual([images[0], images[2]].sort());
      const { createdAt } = (await account.get(`/v1/images/${images[1]}`)).json;
      const between = ids(await account.get(`/v1/images?createdFrom=${createdAt}`));
      expect(between).toContain(images[1]);
      expect(ids(await account.get(`/v1/images?createdBefore=${createdAt}`))).not.toContain(images[1]);
      expect(ids(await account.get("/v1/images?createdFrom=2100-01-01T00:00:00%2B01:00"))).toEqual([]);

      const conditions = [{ fact: "width", is: "at_least", value: 100 }];
      const fields = [{ name: "plate", type: "string" }];
      for (const name of ["Wide", "Car"]) {
        await account.post("/v1/rules", { name, conditions });
        await account.post("/v1/schemas", { name, fields });
      }
      await account.post("/v1/analyses", { imageIds: [images[0]] });
      for (const path of ["/v1/rules", "/v1/schemas"]) {
        const { items } = (await account.get(`${path}?name=Car&createdFrom=2000-01-01T00:00:00Z`)).json;
        expect(items.map(({ name }: { name: string }) => name)).toEqual(["Car"]);
        expect((await account.get(`${path}?createdBefore=2000-01-01T00:00:00Z`)).json.items).toEqual([]);
      }
      expect((await account.get("/v1/analyses?createdFrom=2000-01-01T00:00:00Z")).json.items).toHaveLength(1);
      expect((await account.get("/v1/analyses?createdBefore=2000-01-01T00:00:00Z")).json.items).toEqual([]);
      for (const query of ["createdFrom=yesterday", "createdFrom=2026-01-01", "mediaType=image/tiff"])
        expect((await account.get(`/v1/images?${query}`)).status).toBe(422);
    });

    it("find the analyses of an image in pages, also after the image was deleted, until the analyses are", async () => {
      const account = await running().openAccount();
      const images: string[] = [];
      for (const width of [20, 30]) {
        const content = await picture({ width });
        images.push((await account.send("POST", "/v1/images", content, { "Content-Type": "image/png" })).json.id);
      }
      const [first, second] = images;
      const analyse = async (...imageIds: unknown[]) => (await account.post("/v1/analyses", { imageIds })).json.id;
      const both = await analyse(first, second);
      const one = await analyse(first);
      const other = await analyse(second);
      const list = async (query: string) => (await account.get(`/v1/analyses?${query}`)).json;
      expect(ids({ json: await list(`imageId=${second}`) })).toEqual([other, both]);
      const page = await list(`imageId=${first}&limit=1`);
      await analyse(first);
      expect(ids({ json: page })).toEqual([one]);
      expect(ids({ json: await list(`imageId=${first}&limit=1&cursor=${page.nextCursor}`) })).toEqual([both]);

      await account.delete(`/v1/images/${second}`);
      expect(ids({ json: await list(`imageId=${second}`) })).toEqual([other, both]);
      const path = `/v1/analyses/${both}`;
      expect((await account.delete(path)).json).toEqual({ id: both, deleted: true });
      expect((await account.get(path)).status).toBe(404);
      expect((await account.delete(path)).status).toBe(404);
      expect(ids({ json: await list(`imageId=${second}`) })).toEqual([other]);
      const stranger = await running().openAccount();
      expect((await stranger.get(`/v1/analyses?imageId=${second}`)).json.items).toEqual([]);
      expect((await stranger.delete(`/v1/analyses/${other}`)).status).toBe(404);
    });
  });
});
