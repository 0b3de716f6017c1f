import { describe, expect, it } from "vitest";
import type { Reply } from "../../testing/http-client.ts";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";
import { demoDesign } from "../designs/demo-design.ts";

const anyPage = { blocks: [{ type: "text", text: "x" }] };

describe("INVALID_INPUT", () => {
  recordsExchange(pdfDemo, "INVALID_INPUT", {
    steps: [generate("atlas", "a quantity of 0", { lines: [{ ...invoice.lines[0], quantity: 0 }] })],
    works: generate("atlas", "a quantity of 4"),
  });

  onEveryEngine((running) => {
    async function expectInvalid(reply: Reply, sentence: RegExp): Promise<void> {
      expectPdfError(reply, "INVALID_INPUT", reply.json.error.message);
      expect(reply.json.error.message).toMatch(/^A field value is not acceptable\. /);
      expect(reply.json.error.message).toMatch(sentence);
    }

    it.each<[string, object, RegExp]>([
      ["an unknown block", { page: { blocks: [{ type: "video" }] } }, /page\.blocks\.0\.type: /],
      ["no block", { page: { blocks: [] } }, /page\.blocks: /],
      ["a font size of 500 points", { page: { blocks: [{ type: "text", text: "x", size: 500 }] } }, /size: /],
      [
        "an unclosed placeholder",
        { page: { blocks: [{ type: "text", text: "{{number" }] } },
        /text: Must have placeholders/,
      ],
      [
        "an undeclared variable",
        { page: { blocks: [{ type: "text", text: "{{total}}" }] } },
        /page\.blocks\.0\.text: Uses the variable total, /,
      ],
      // No document could be generated from these, whatever its variables.
      ["margins that leave no room", { page: { ...anyPage, size: "A5", margin: 200 } }, /page\.margin: /],
      [
        "a character that the fonts do not have, beside a variable",
        { page: { blocks: [anyPage.blocks[0], { type: "text", text: "\u1200 {{number}}" }] } },
        /page\.blocks\.1\.text: .*U\+1200/,
      ],
      [
        "such a character in the header of a table",
        { page: { blocks: [{ type: "table", rows: "lines", columns: [{ header: "a\u0000", value: "{{price}}" }] }] } },
        /page\.blocks\.0\.columns\.0\.header: .*U\+0000/,
      ],
      [
        "an image that is not one",
        { page: { blocks: [{ type: "image", source: "AAAA", width: 10 }] } },
        /page\.blocks\.0\.source: Must have images/,
      ],
      [
        "a value that its barcode cannot encode",
        { page: { blocks: [{ type: "barcode", symbology: "ean13", value: "x" }] } },
        /page\.blocks\.0\.value: .*ean13/,
      ],
      [
        "a locale that is none",
        { page: { ...anyPage, locale: "english" } },
        /page\.locale: Must be the tag of a language/,
      ],
      ["an unknown time zone", { page: { ...anyPage, timeZone: "Mars/Base" } }, /page\.timeZone: Must be the name/],
      [
        "an unknown format",
        { page: { blocks: [{ type: "text", text: "{{number | upper}}" }] } },
        /page\.blocks\.0\.text: Must have placeholders/,
      ],
      [
        "an unknown currency",
        { page: { blocks: [{ type: "text", text: "{{number | currency:ZZZ}}" }] } },
        /page\.blocks\.0\.text: Must have placeholders/,
      ],
      [
        "a page number in a table",
        { page: { blocks: [{ type: "table", rows: "lines", columns: [{ header: "{{@page}}", value: "x" }] }] } },
        /page\.blocks\.0\.columns\.0\.header: Must not have \{\{@page\}\}/,
      ],
      [
        "a table in a footer",
        { page: { ...anyPage, footer: [{ type: "table", rows: "lines", columns: [{ header: "a", value: "b" }] }] } },
        /page\.footer\.0\.type: /,
      ],
      [
        "a code that cannot be scanned",
        { page: { blocks: [{ type: "qr", value: "{{number}}", size: 10 }] } },
        /page\.blocks\.0\.size: Makes a QR code that must be at least 21 points wide/,
      ],
      ["a name with control characters", { name: "a\u0000b" }, /name: /],
      ["variables that are not an object", { page: anyPage, variables: { type: "string" } }, /variables\.type: /],
      [
        "an unknown type",
        { page: anyPage, variables: { type: "object", properties: { a: { type: "text" } } } },
        /variables: Is not a valid JSON Schema/,
      ],
      [
        "a pattern, which could take forever",
        { page: anyPage, variables: { type: "object", properties: { a: { type: "string", pattern: "(a+)+$" } } } },
        /variables\.properties\.a: Must use only these keywords/,
      ],
      [
        "a very long schema",
        { page: anyPage, variables: { type: "object", description: "x".repeat(70_000) } },
        /variables: Must have at most 65536 characters/,
      ],
      [
        "too many codes",
        { page: { blocks: Array.from({ length: 51 }, () => ({ type: "qr", value: "x", size: 1 })) } },
        /page\.blocks: Must not have more than 50/,
      ],
      [
        "an empty enumeration",
        { page: anyPage, variables: { type: "object", properties: { a: { enum: [] } } } },
        /variables\.properties\.a\.enum: Must have a value/,
      ],
      [
        "more than 1,000 properties",
        {
          page: anyPage,
          variables: {
            type: "object",
            properties: Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [i, {}])),
          },
        },
        /variables: Must not declare more than 1000 properties/,
      ],
      [
        "more than 10,000 placeholders",
        { page: { blocks: Array.from({ length: 11 }, () => ({ type: "text", text: "{{number}}".repeat(1_000) })) } },
        /page: Must not have more than 10000 placeholders/,
      ],
      ["a reference", { page: anyPage, variables: { $ref: "https://example.com/schema" } }, /keywords/],
    ])("returns 400 for a design with %s", async (_, members, sentence) => {
      const workspace = await running().openWorkspace();
      const design = { ...demoDesign, ...members };
      await expectInvalid(await workspace.post("/v1/designs", design), sentence);
    });

    it.each<[string, object, RegExp]>([
      [
        "a number out of bounds",
        { lines: [{ article: "x", quantity: 0, price: 1 }] },
        /variables\.lines\.0\.quantity: /,
      ],
      ["a text that is too long", { number: "x".repeat(21) }, /variables\.number: /],
      [
        "a character that the fonts do not have",
        { customer: { name: "\u1200" } },
        /variables\.customer\.name: .*U\+1200/,
      ],
    ])("returns 400 for variables with %s, and charges nothing", async (_, members, sentence) => {
      const workspace = await running().openWorkspace();
      await expectInvalid(await workspace.newPdf(await workspace.newDesign(), { ...invoice, ...members }), sentence);
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 1_000, reserved: 0 });
    });

    it.each([
      [
        "/v1/designs",
        (deep: string) => JSON.stringify({ ...demoDesign, variables: { default: 0 } }).replace(":0}", `:${deep}}`),
      ],
      ["/v1/pdfs", (deep: string) => `{"designId":"dsn_0","variables":{"a":${deep},"number":7}}`],
      ["/v1/jobs", (deep: string) => `{"designId":"dsn_0","documents":[{"variables":{"a":${deep}}}]}`],
    ])("returns 400 when the variables of POST %s are nested more than 64 deep", async (path, bodyOf) => {
      const workspace = await running().openWorkspace();
      for (const [depth, problem] of [
        [65, /variables: Must not be nested more than 64 deep\./],
        [100_000, /body: Must not be nested more than 100 deep\./],
      ] as const) {
        const body = bodyOf("[".repeat(depth) + "]".repeat(depth));
        const reply = await workspace.send("POST", path, body, { "Content-Type": "application/json" });
        await expectInvalid(reply, problem);
      }
    });

    it.each<[string, object, object, RegExp]>([
      ["a wrong check digit", { type: "barcode", symbology: "ean13", value: "{{a}}" }, { a: "4006381333930" }, /ean13/],
      [
        "an image that is not one",
        { type: "image", source: "{{a}}", width: 100 },
        { a: "bm90IGEgcGljdHVyZQ==" },
        /images/,
      ],
      [
        "rows of a table that are not a list",
        { type: "table", rows: "a", columns: [{ header: "h", value: "{{a}}" }] },
        { a: "x" },
        /list/,
      ],
      ["an object in a text", { type: "text", text: "{{a}}" }, { a: {} }, /variables\.a: /],
      ["more than 100 pages", { type: "text", text: "{{a}}", size: 100 }, { a: "x\n".repeat(900) }, /100 pages/],
    ])("returns 400 for %s", async (_, block, variables, sentence) => {
      const workspace = await running().openWorkspace();
      const schema = { type: "object", properties: { a: {} } };
      const designId = await workspace.newDesign({ page: { blocks: [block] }, variables: schema });
      await expectInvalid(await workspace.newPdf(designId, variables as Record<string, unknown>), sentence);
    });

    it("returns the same 400 for a wrong password, an unknown address and an unknown workspace", async () => {
      const { openWorkspace, client } = running();
      const workspace = await openWorkspace();
      const { email } = await workspace.signIn("owner");
      const wrong = { workspaceId: workspace.id, email, password: "wrong" };
      const replies = [
        await client().post("/v1/sessions", wrong),
        await client().post("/v1/sessions", { ...wrong, email: "nobody@example.com" }),
        await client().post("/v1/sessions", { ...wrong, workspaceId: "pdw_0" }),
      ];
      const malformed = await client().post("/v1/sessions", { ...wrong, email: "a\u0000b" });
      await expectInvalid(malformed, /email: Must not contain control characters\./);
      for (const reply of replies) await expectInvalid(reply, /password: Workspace, email and password do not match\./);
    });

    it.each(["limit=0", "limit=101", "limit=ten", "cursor=nonsense"])(
      "returns 400 for the query ?%s",
      async (query) => {
        const workspace = await running().openWorkspace();
        await expectInvalid(await workspace.get(`/v1/pdfs?${query}`), /^.*(limit|cursor): /);
      },
    );
  });
});
