import { describe, expect, it } from "vitest";
import { dicomFile } from "../../testing/dicom-file.ts";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const message = "The request is not valid.";

describe("VALIDATION_FAILED", () => {
  recordsExchange(imagingDemo, "VALIDATION_FAILED", {
    steps: [as("acme").post("/v1/customers", { name: "", email: "ada@", planId: 7, colour: "red" })],
    works: as("acme").post("/v1/customers", customer),
  });

  onEveryEngine((running) => {
    it("reports every invalid field of a body at once", async () => {
      const partner = await running().openPartner();
      const body = { name: "", email: "ada@", planId: 7, addOns: ["second-reader", 1], colour: "red" };
      const reply = await partner.post("/v1/customers", body);
      expectError(reply, 400, { code: "VALIDATION_FAILED", message, details: reply.json.error.details });
      expect(reply.json.error.details).toEqual([
        { field: "name", location: "body", code: "too_small", message: expect.any(String) },
        { field: "email", location: "body", code: "invalid_format", message: expect.any(String) },
        { field: "planId", location: "body", code: "invalid_type", message: expect.any(String) },
        { field: "addOns.1", location: "body", code: "invalid_type", message: expect.any(String) },
        { field: "colour", location: "body", code: "unknown_field", message: expect.any(String) },
      ]);
      expect(reply.headers.get("x-should-retry")).toBe("false");
    });

    it("reports a missing field as required", async () => {
      const partner = await running().openPartner();
      const reply = await partner.post("/v1/customers", { name: "Ada", email: "ada@example.com" });
      expectError(reply, 400, {
        code: "VALIDATION_FAILED",
        message,
        details: [{ field: "planId", location: "body", code: "required", message: "This field is required." }],
      });
    });

    it.each([
      ["limit=0", "limit", "too_small"],
      ["limit=101", "limit", "too_large"],
      ["limit=1&limit=2", "limit", "invalid_type"],
      ["limit=0x10", "limit", "invalid_format"],
      ["limit=1e1", "limit", "invalid_format"],
      ["limit=%201", "limit", "invalid_format"],
      ["limit=", "limit", "invalid_format"],
      ["cursor=nonsense", "cursor", "invalid"],
      ["state=sleeping", "state", "not_allowed"],
      [`email=${"a".repeat(243)}@example.com`, "email", "too_large"],
      ["colour=red", "colour", "unknown_field"],
    ])("rejects the query ?%s", async (query, field, code) => {
      const partner = await running().openPartner();
      const reply = await partner.get(`/v1/customers?${query}`);
      expectError(reply, 400, { code: "VALIDATION_FAILED", message, details: reply.json.error.details });
      expect(reply.json.error.details).toEqual([{ field, location: "query", code, message: expect.any(String) }]);
    });

    it("rejects a query in operations that take none, before they have any effect", async () => {
      const partner = await running().openPartner();
      const customerId = await partner.newCustomer();
      const body = { name: "Ada", email: "ada@example.com", planId: "starter" };
      const replies = [
        await partner.get("/v1/partner?verbose=1"),
        await partner.get("/v1/credits?verbose"),
        await partner.get(`/v1/customers/${customerId}?verbose=1`),
        await partner.send("DELETE", `/v1/customers/${customerId}?verbose=1`),
        await partner.post("/v1/customers?verbose=1", body),
      ];
      for (const { json } of replies) {
        expect(json.error.details).toMatchObject([{ field: "verbose", location: "query", code: "unknown_field" }]);
      }
      expect((await partner.get("/v1/customers")).json.data.items).toHaveLength(1);
    });

    it.each([
      ["", /empty/],
      ['{"name":', /line 1, column/],
      ["[1,]", /line 1, column/],
      [new Uint8Array([0x22, 0xff, 0x22]), /UTF-8/],
    ])("reports where the body %j is not valid JSON", async (body, sentence) => {
      const partner = await running().openPartner();
      const reply = await partner.send("POST", "/v1/customers", body, { "Content-Type": "application/json" });
      expectError(reply, 400, {
        code: "VALIDATION_FAILED",
        message,
        details: [
          {
            field: "body",
            location: "body",
            code: "invalid_format",
            message: reply.json.error.details?.[0].message,
          },
        ],
      });
      expect(reply.json.error.details[0].message).toMatch(sentence);
    });

    it.each(["\ud800x", "x\udc00", "Ada\u202egnirts"])(
      "rejects the name %j, which has an unpaired surrogate or a directional override",
      async (name) => {
        const partner = await running().openPartner();
        const customerId = await partner.newCustomer();
        const body = { name, email: "ada@example.com", planId: "starter" };
        for (const reply of [
          await partner.post("/v1/customers", body),
          await partner.post(`/v1/customers/${customerId}/users`, { name }),
        ]) {
          expect(reply.json.error.details).toMatchObject([{ field: "name", code: "invalid_format" }]);
        }
      },
    );

    it("accepts names in every script, with joiners and directional marks", async () => {
      const partner = await running().openPartner();
      for (const name of ["Müller-Łukasz", "د. أمين\u200f", "O’Brien 👩🏽‍⚕️", "नमस्ते"]) {
        const customerId = await partner.newCustomer({ name });
        expect((await partner.get(`/v1/customers/${customerId}`)).json.data.name).toBe(name);
      }
    });

    it("rejects control characters, some of which PostgreSQL cannot store", async () => {
      const partner = await running().openPartner();
      const body = { name: "A\u0000da", email: "a\u0000@example.com", planId: "\u0000", addOns: ["\u0000"] };
      const { status, json } = await partner.post("/v1/customers", body);
      expect(status).toBe(400);
      expect(json.error.details.map(({ field }: { field: string }) => field)).toEqual([
        "name",
        "email",
        "planId",
        "addOns.0",
      ]);
      expect((await partner.get("/v1/customers?planId=%00")).status).toBe(400);
    });

    it("rejects an unknown add-on and a repeated one", async () => {
      const partner = await running().openPartner();
      const addOns = ["second-reader", "crystal-ball", "second-reader"];
      const body = { name: "Ada", email: "ada@example.com", planId: "starter", addOns };
      expectError(await partner.post("/v1/customers", body), 400, {
        code: "VALIDATION_FAILED",
        message,
        details: [1, 2].map((index) => ({
          field: `addOns.${index}`,
          location: "body",
          code: "invalid",
          message: "This add-on is unknown or repeated.",
        })),
      });
    });

    it("rejects an upload that is not a DICOM file, is truncated or is empty", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const headers = { "Content-Type": "application/dicom" };
      const text = await partner.send("POST", path, "hello", headers);
      const file = dicomFile();
      const half = await partner.send("POST", path, file.subarray(0, file.byteLength - 100), headers);
      for (const [reply, sentence] of [
        [text, "The file is not a DICOM Part 10 file."],
        [half, "The file ends in the middle of its pixel data."],
        [await partner.send("POST", path, "", headers), "The file is empty."],
      ] as const) {
        expectError(reply, 400, {
          code: "VALIDATION_FAILED",
          message,
          details: [{ field: "file", location: "body", code: "invalid", message: sentence }],
        });
      }
    });

    it("rejects a form without a file, with two files or with other parts", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const file = new Blob([dicomFile()], { type: "application/dicom" });
      const forms: [[string, Blob | string][], string, string][] = [
        [[], "file", "required"],
        [
          [
            ["file", file],
            ["file", file],
          ],
          "file",
          "invalid",
        ],
        [
          [
            ["file", file],
            ["note", "hello"],
          ],
          "note",
          "unknown_field",
        ],
        [[["scan", file]], "scan", "unknown_field"],
      ];
      for (const [parts, field, code] of forms) {
        const form = new FormData();
        for (const [name, value] of parts) form.append(name, value);
        const reply = await partner.send("POST", path, form);
        expectError(reply, 400, { code: "VALIDATION_FAILED", message, details: reply.json.error.details });
        expect(reply.json.error.details).toEqual([{ field, location: "body", code, message: expect.any(String) }]);
      }
      expect((await partner.get(path)).json.data.items).toEqual([]);
    });

    it.each([
      ["an empty file name", '; filename=""\r\n'],
      ["no file name", "\r\n"],
      ["no file name, but a type", "\r\nContent-Type: application/octet-stream\r\n"],
    ])("rejects a form whose part has %s", async (_, rest) => {
      const { partner, path } = await running().openStudy();
      const head = `--X\r\nContent-Disposition: form-data; name="file"${rest}\r\n`;
      const reply = await partner.sendForm(path, [head, "no finding\r\n--X--\r\n"]);
      expectError(reply, 400, {
        code: "VALIDATION_FAILED",
        message,
        details: [{ field: "file", location: "body", code: "invalid", message: "The part `file` needs a file name." }],
      });
    });

    it("rejects a form without a closing boundary and stores nothing", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const { storage, store } = running().service.backend;
      const before = await storage.usage(store.sql, customerId);
      const head = '--X\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
      const studies = path.replace(/\/[^/]+\/reports$/, "");
      for (const form of [[head, "no finding"], [head, dicomFile()], [head], ["--X\r\nContent-Disp"], [""]]) {
        for (const target of [path, studies]) {
          const reply = await partner.sendForm(target, form);
          expectError(reply, 400, {
            code: "VALIDATION_FAILED",
            message,
            details: [
              {
                field: "body",
                location: "body",
                code: "invalid_format",
                message: "The multipart form is not well-formed.",
              },
            ],
          });
        }
      }
      expect(await storage.usage(store.sql, customerId)).toEqual(before);
      expect(await store.sql`SELECT file_id FROM files_moves`).toEqual([]);
    });
  });
});
