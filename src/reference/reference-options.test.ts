import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { type ReferenceOptions, reference } from "./reference.ts";

const shop = contract({
  name: "shop",
  version: "1.2.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    SOLD_OUT: {
      kind: "conflict",
      when: "Fewer units are in stock than the order asks for.",
      message: "Only {left} left.",
      details: z.object({ left: z.int().min(0) }),
      since: "1.1.0",
    },
    ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." },
  },
  operations: { "POST /orders": ["SOLD_OUT"], "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
});

describe("reference", () => {
  describe("with guides, groups and the version before", () => {
    const previous = contract({
      name: "shop",
      version: "1.1.0",
      errors: {
        SOLD_OUT: {
          kind: "conflict",
          status: 410,
          when: "No unit is left.",
          message: "Sold out.",
          details: z.object({ size: z.string() }),
        },
        GONE: { kind: "not_found", when: "The shop is closed.", message: "Gone." },
      },
      operations: { "POST /orders": ["SOLD_OUT", "GONE"], "GET /shops": ["GONE"] },
    });
    const markdown = [
      "# Handle errors",
      "",
      "On `SOLD_OUT`, read [the rules](guide/retries#backoff) at {{url}}.",
      "Use **care** with `code` and <b>.",
      "",
      "1. First",
      "2. Second",
      "   line",
      "",
      "| a | b |",
      "|---|---|",
      "| `x \\| y` | [site](https://shop.example) |",
      "",
      "## Next `step`",
      "- one",
      "- two",
      "```ts",
      "const a = '<script>';",
      "```",
    ].join("\n");
    const groups = { "Order errors": ["ORDER_NOT_FOUND"] };
    const written = reference(shop, {
      guides: [{ name: "handling", markdown }],
      groups,
      previous,
      apiUrl: "https://a.example",
    });
    const page = async (path: string) =>
      (await written.handle(new Request(`https://shop.example/docs/shop/${path}`))?.text()) ?? "";

    it("renders the guide, with links to codes and pages, as HTML and as Markdown", async () => {
      const html = await page("guide/handling");
      for (const part of [
        '<a class="mono" href="../SOLD_OUT">SOLD_OUT</a>',
        '<a href="../guide/retries#backoff">the rules</a> at https://a.example.',
        "<b>care</b>",
        "&lt;b&gt;",
        "<ol><li>First</li><li>Second line</li></ol>",
        "<td><code>x | y</code></td>",
        '<a href="https://shop.example">site</a>',
        '<h2 id="next-step"><a href="#next-step">Next step</a></h2>',
        "<ul><li>one</li><li>two</li></ul>",
      ])
        expect(html).toContain(part);
      expect(html).not.toContain("<script>'");
      expect(await page("guide/handling.md")).toContain("[the rules](../guide/retries.md");
      expect(await page("SOLD_OUT")).toContain('<a class="plain" href="./guide/handling">Handle errors</a>');
    });

    it("shows the groups in the index, and other codes after them", async () => {
      const index = await page("");
      const order = ["Order errors", 'data-code="ORDER_NOT_FOUND"', "Other codes", 'data-code="SOLD_OUT"'];
      const positions = order.map((part) => index.indexOf(part));
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(positions).not.toContain(-1);
    });

    it("lists what changed since the version before, and what the contract says about older versions", async () => {
      const changes = await page("guide/changes.md");
      expect(changes).toContain("## 1.2.0");
      expect(changes).toContain(
        "- changed: `SOLD_OUT`. Status was `410`, is `409`. New details: `left`. Removed details: `size`.",
      );
      for (const line of [
        "- removed: `GONE`",
        "- removed: `GET /shops`",
        "- added: `ORDER_NOT_FOUND`",
        "- added: `GET /orders/{orderId}`",
        "- changed: `POST /orders`. No longer returned: `GONE`.",
      ])
        expect(changes).toContain(line);
      expect(changes.indexOf("## 1.2.0")).toBeLessThan(changes.indexOf("## 1.1.0"));
      expect(changes).toMatch(/## 1\.1\.0\n\n- added: `SOLD_OUT`/);
      expect(await page("guide/changes")).toContain("Version 1.2.0 is compared with version 1.1.0.");
    });
  });

  it.each<[string, ReferenceOptions, string]>([
    [
      "an address with credentials",
      { apiUrl: "https://ada:secret@shop.example" },
      'received "https://***@shop.example"',
    ],
    [
      "a script as address",
      { apiUrl: "javascript:alert(1)" },
      "Expected apiUrl to be an absolute http or https address",
    ],
    ["a relative address", { apiUrl: "/api" }, "Use an address such as https://api.example.com."],
    ["a path with markup", { basePath: "/docs/<b>" }, "Expected basePath to be a path"],
    ["another host as path", { demo: { apiPath: "//evil.example", keys: {} } }, "Expected demo.apiPath to be a path"],
    [
      "a script as navigation",
      { navigation: [{ label: "Home", href: "javascript:alert(1)" }] },
      'the navigation link "Home"',
    ],
    [
      "another host as navigation",
      { navigation: [{ label: "Home", href: "//evil.example" }] },
      'received "//evil.example"',
    ],
    ["an unknown code in a group", { groups: { Orders: ["SOLD_UOT"] } }, 'in the group "Orders", received "SOLD_UOT"'],
    ["a recording of another contract", { recordings: [{ code: "GONE", exchanges: [] }] }, 'received one of "GONE"'],
    ["a guide without a title", { guides: [{ name: "a", markdown: "Text." }] }, 'Begin it with "# Title".'],
    [
      "a guide with the name of a page",
      { guides: [{ name: "retries", markdown: "# A" }] },
      "received retries. Rename it.",
    ],
    [
      "two guides with one name",
      {
        guides: [
          { name: "a", markdown: "# A" },
          { name: "a", markdown: "# B" },
        ],
      },
      "received a twice",
    ],
    [
      "a link to a page that does not exist",
      { guides: [{ name: "a", markdown: "# A\n[x](guide/missing)" }] },
      "in guide/a, received guide/missing. Use a path such as guide/retries, or an absolute address.",
    ],
    [
      "a link with a script",
      { guides: [{ name: "a", markdown: "# A\n- [x](javascript:alert)" }] },
      "received javascript:alert",
    ],
  ])("rejects %s, with the location and the fix", (_, options, message) => {
    expect(() => reference(shop, options)).toThrow(RangeError);
    expect(() => reference(shop, options)).toThrow(message);
  });
});
