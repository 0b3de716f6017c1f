import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { picture } from "../../testing/picture.ts";
import { onEveryEngine } from "../../testing/running-vision.ts";

describe("images", () => {
  onEveryEngine()((running) => {
    it.each(["png", "jpeg", "webp", "gif", "avif"] as const)(
      "are accepted as %s, raw or in a form, and downloaded byte for byte",
      async (format) => {
        const account = await running().openAccount();
        const content = await picture({ format, width: 40, height: 30 });
        const raw = await account.send("POST", "/v1/images", content, { "Content-Type": `image/${format}` });
        expect(raw.status).toBe(201);
        const sha256 = createHash("sha256").update(content).digest("hex");
        const facts = { mediaType: `image/${format}`, width: 40, height: 30, frames: 1, sha256 };
        expect(raw.json).toMatchObject({ ...facts, bytes: content.byteLength });
        const second = await picture({ format });
        const form = await account.upload("/v1/images", second, `Foto.${format}`, `image/${format}`);
        expect(form.json).toMatchObject({ fileName: `Foto.${format}`, mediaType: `image/${format}` });

        const path = `/v1/images/${raw.json.id}`;
        expect((await account.get(path)).json).toEqual(raw.json);
        const response = await fetch(`${running().url}${path}/content`, {
          headers: { Authorization: `Bearer ${account.key}` },
        });
        expect(new Uint8Array(await response.arrayBuffer())).toEqual(content);
        expect(response.headers.get("content-type")).toBe(`image/${format}`);
        expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      },
    );

    it("are accepted as image/jpg, a common name for JPEG, raw or in a form", async () => {
      const account = await running().openAccount();
      const [one, other] = [await picture({ format: "jpeg" }), await picture({ format: "jpeg" })];
      const raw = await account.send("POST", "/v1/images", one, { "Content-Type": "image/jpg" });
      const form = await account.upload("/v1/images", other, "Foto.jpg", "image/jpg");
      for (const { json } of [raw, form]) expect(json).toMatchObject({ mediaType: "image/jpeg" });
    });

    it("return 304 to a client that already has the bytes", async () => {
      const account = await running().openAccount();
      const path = `/v1/images/${await account.newImage()}/content`;
      const ask = (tag?: string): ReturnType<typeof account.send> =>
        account.send("GET", path, undefined, tag === undefined ? {} : { "If-None-Match": tag });
      const etag = (await ask()).headers.get("etag") ?? "";
      for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
        const reply = await ask(tag);
        expect([reply.status, reply.text, reply.headers.get("etag")]).toEqual([304, "", etag]);
      }
      expect((await ask('"other"')).status).toBe(200);
      expect((await account.send("GET", "/v1/images/img_0/content", undefined, { "If-None-Match": "*" })).status).toBe(
        404,
      );
    });

    it("are listed newest first with pagination; deleting one releases its storage and removes its file", async () => {
      const account = await running().openAccount();
      const ids = [await account.newImage(), await account.newImage(), await account.newImage()].reverse();
      const first = (await account.get("/v1/images?limit=2")).json;
      const rest = (await account.get(`/v1/images?limit=2&cursor=${first.nextCursor}`)).json;
      expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
      expect(rest.nextCursor).toBeNull();

      const { usedBytes } = (await account.get("/v1/account")).json.usage.storage;
      const gone = await account.delete(`/v1/images/${ids[0]}`);
      expect([gone.status, gone.json]).toEqual([200, { id: ids[0], deleted: true, freedBytes: first.items[0].bytes }]);
      const after = (await account.get("/v1/account")).json.usage.storage.usedBytes;
      expect(after).toBe(usedBytes - first.items[0].bytes);
      expect(await readdir(`${running().folder}/vision/kept`)).not.toContain(ids[0]);
      // The same bytes can be uploaded again.
      expect((await account.delete(`/v1/images/${ids[0]}`)).status).toBe(404);
    });
  });
});
