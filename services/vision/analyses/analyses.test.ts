import { describe, expect, it } from "vitest";
import { picture } from "../../testing/picture.ts";
import { onEveryEngine } from "../../testing/running-vision.ts";

const fields = [
  { name: "width", type: "number" },
  { name: "dominant_colour", type: "string" },
  { name: "isOpaque", type: "boolean" },
  { name: "invoice", type: "string" },
  { name: "constructor", type: "string" },
];

describe("analyses by the local analyst", () => {
  onEveryEngine()((running) => {
    it("measure a batch in order, evaluate rules, and extract measurements by name", async () => {
      const account = await running().openAccount();
      const { limit } = (await account.get("/v1/account")).json.usage.images;
      expect((await account.get("/v1/usage/movements")).json.items).toMatchObject([{ amount: limit }]);
      const red = await account.newImage(await picture({ colour: "#d01010", width: 200, height: 80 }));
      const noise = await account.newImage(await picture({ width: 30, height: 60 }));
      const wide = { name: "Wide", conditions: [{ fact: "width", is: "at_least", value: 100 }] };
      const ruleId = (await account.post("/v1/rules", wide)).json.id;
      const schemaId = (await account.post("/v1/schemas", { name: "Facts", fields })).json.id;
      const body = { imageIds: [noise, red], ruleIds: [ruleId], schemaId, prompt: "Anything else?" };
      const { status, json } = await account.post("/v1/analyses", body);
      expect(status).toBe(201);
      expect(json).toMatchObject({ provider: "local", images: [{ imageId: noise }, { imageId: red }] });
      expect(json.images.map(({ rules }: any) => rules[0].passed)).toEqual([false, true]);
      expect(json.images[1]).toMatchObject({
        labels: ["landscape", "blurred", "colourful", "flat", "red"],
        text: null,
        extracted: { width: 200, dominant_colour: "red", isOpaque: true, invoice: null, constructor: null },
      });
      expect((await account.get(`/v1/analyses/${json.id}`)).json).toEqual(json);
      expect((await account.get("/v1/analyses?limit=1")).json.items).toEqual([json]);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(2);

      expect((await account.get("/v1/usage/movements")).json.items).toMatchObject([
        { reason: "images_analysed", reference: json.id, amount: -2 },
        { reason: "limit_changed", reference: null },
      ]);
      expect((await account.get("/v1/usage/movements?month=2020-01")).json.items).toEqual([]);
      expect((await account.get("/v1/usage/movements?month=2020-13")).status).toBe(422);
      await account.delete(`/v1/images/${red}`);
      const { items } = (await account.get("/v1/storage/movements?limit=3")).json;
      expect(items.map(({ reason, reference }: any) => [reason, reference])).toEqual([
        ["file_deleted", red],
        ["file_stored", noise],
        ["file_stored", red],
      ]);
    });
  });
});

describe("analyses by a model", () => {
  onEveryEngine({ hasProvider: true })((running) => {
    it("send the image and the requested fields, and store the observation with the measurements", async () => {
      const { openAccount, chat } = running();
      const account = await openAccount();
      const imageId = await account.newImage(await picture({ width: 2_000, height: 40 }));
      const conditions = [
        { fact: "text", is: "including", value: "invoice 42" },
        { fact: "labels", is: "including", value: "Paper" },
        { fact: "labels", is: "excluding", value: "pap" },
        { fact: "width", is: "at_most", value: 2_000 },
      ];
      const ruleId = (await account.post("/v1/rules", { name: "Invoice", conditions })).json.id;
      const [schema] = [{ name: "Invoice", fields: [{ name: "total", type: "number", description: "in euros" }] }];
      const schemaId = (await account.post("/v1/schemas", schema)).json.id;
      const seen = { description: "A sheet.", labels: ["paper"], text: "INVOICE 42", extracted: { total: 9.5 } };
      chat.requests.length = 0;
      chat.next({ does: "answer", content: seen });
      const body = { imageIds: [imageId], ruleIds: [ruleId], schemaId, prompt: "Is it stamped?" };
      const { status, json } = await account.post("/v1/analyses", body);
      expect(status).toBe(201);
      expect(json).toMatchObject({ provider: "test-model", images: [{ ...seen, measured: { width: 2_000 } }] });
      expect(json.images[0].rules).toEqual([
        { ruleId, name: "Invoice", passed: true, conditions: [true, true, true, true] },
      ]);

      const asked = chat.requests[0]?.body;
      const [text, image] = asked.messages[1].content;
      expect(text.text).toContain("Is it stamped?");
      expect(text.text).toContain("- total (number) in euros");
      expect(image.image_url.url).toMatch(/^data:image\/jpeg;base64,/);
      expect(asked.response_format.json_schema.schema.properties.extracted.properties).toHaveProperty("total");
    });

    it("replace invalid characters in the model's texts", async () => {
      const { openAccount, chat } = running();
      const account = await openAccount();
      const imageIds = [await account.newImage()];
      chat.next({
        does: "answer",
        content: { description: "A\u0000\ud800.", labels: ["a\u0007b"], text: "1\n\t2 🎉" },
      });
      const { json } = await account.post("/v1/analyses", { imageIds });
      const read = { description: "A\ufffd\ufffd.", labels: ["a\ufffdb"], text: "1\n\t2 🎉" };
      expect(json.images[0]).toMatchObject(read);
      expect((await account.get(`/v1/analyses/${json.id}`)).json).toEqual(json);
    });

    it("cancel the request to the model when the client disconnects, and charge nothing", async () => {
      const { openAccount, chat, url, service } = running();
      const account = await openAccount();
      const imageIds = [await account.newImage(), await account.newImage()];
      chat.requests.length = 0;
      chat.next({ does: "stall_before_headers" }, { does: "stall_in_body" });
      const controller = new AbortController();
      const headers = { Authorization: `Bearer ${account.key}`, "Content-Type": "application/json" };
      const body = JSON.stringify({ imageIds });
      const asked = fetch(`${url}/v1/analyses`, { method: "POST", headers, body, signal: controller.signal });
      const gone = expect(asked).rejects.toThrow();
      await expect.poll(() => chat.requests.length).toBe(2);
      controller.abort();
      await gone;
      const ends = await Promise.all(chat.requests.map(({ ended }) => ended));
      expect(ends).toEqual(["cancelled", "cancelled"]);
      const { usageLedger, store, clock } = service.backend;
      const balance = `${account.id}/${new Date(clock()).toISOString().slice(0, 7)}`;
      await expect.poll(() => usageLedger.read(store.sql, balance)).toMatchObject({ used: 0, reserved: 0 });
    });

    it("reject values of another type than requested", async () => {
      const { openAccount, chat } = running();
      const account = await openAccount();
      const schema = { name: "Count", fields: [{ name: "count", type: "number" }] };
      const schemaId = (await account.post("/v1/schemas", schema)).json.id;
      const imageIds = [await account.newImage()];
      const seen = { description: "Tiles.", labels: [], text: null };
      chat.next({ does: "answer", content: { ...seen, extracted: { count: "three" } } });
      expect((await account.post("/v1/analyses", { imageIds, schemaId })).status).toBe(503);
      chat.next({ does: "answer", content: { ...seen, extracted: { count: null } } });
      expect((await account.post("/v1/analyses", { imageIds, schemaId })).json.images[0].extracted).toEqual({
        count: null,
      });
    });
  });
});
