import { contract } from "errata";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageDrift } from "./page-drift.ts";

const entry = { kind: "not_found", when: "No order has the id.", message: "Not found." } as const;
const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    ORDER_NOT_FOUND: entry,
    ORDER_LOCKED: { ...entry, kind: "invalid_state" },
    ORDER_OLD: { ...entry, deprecated: "1.0.0" },
  },
  retired: { ORDER_LOST: { removed: "1.0.0" } },
});

describe("the drift of a page", () => {
  it.each([
    ["HTML", "<table><tr><td>ORDER_NOT_FOUND<td>No order.<tr><td><code>ORDER_GONE</code></td></tr></table>"],
    ["Markdown", "| code | meaning |\n|---|---|\n| ORDER_NOT_FOUND | No order. |\n| **ORDER_GONE** | Deleted. |\n"],
    ["headings", "# Errors\n\n## ORDER_NOT_FOUND\n\nNo order.\n\n## ORDER_GONE\n\nDeleted.\n"],
    ["a list", "- `ORDER_NOT_FOUND`: no order\n- ORDER_GONE: deleted\n"],
    ["JSON", '{\n  "ORDER_NOT_FOUND": 404,\n  "ORDER_GONE": 410\n}'],
    ["an example", 'ORDER_NOT_FOUND\n{"error":{"code":"ORDER_GONE"}}'],
  ])("names missing and unknown codes in %s", (_, page) => {
    expect(pageDrift(shop, page)).toEqual({ missing: ["ORDER_LOCKED"], unknown: ["ORDER_GONE"], statuses: [] });
  });

  it("takes a code as missing if only a longer name contains it", () => {
    expect(pageDrift(shop, "ORDER_NOT_FOUND_TWICE ORDER_LOCKED").missing).toEqual(["ORDER_NOT_FOUND"]);
  });

  it("finds codes in text that was copied from a table without spaces", () => {
    expect(pageDrift(shop, "ORDER_NOT_FOUNDAPI keys do not see it.\n409ORDER_LOCKED409Wait.").missing).toEqual([]);
  });

  it("leaves out retired codes, other styles, scripts, and names in running text", () => {
    const page =
      "ORDER_NOT_FOUND ORDER_LOCKED\n<code>ORDER_LOST</code> <code>order_gone</code> <code>GET</code>\n<script>`MAX_SIZE`</script> Set MAX_RETRIES.";
    expect(pageDrift(shop, page)).toEqual({ missing: [], unknown: [], statuses: [] });
  });

  it("takes linear time on hostile pages", () => {
    for (const page of [
      "<td".repeat(300_000),
      "`A_".repeat(300_000),
      "| A_B ".repeat(200_000),
      "<script>".repeat(50_000),
    ])
      expect(pageDrift(shop, page).missing).toHaveLength(2);
  });

  it("finds every code that a page lists", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[A-Z]{2,8}_[A-Z]{2,8}$/), { maxLength: 20 }), (codes) => {
        const page = codes.map((code) => `| \`${code}\` | text |`).join("\n");
        const expected = codes.filter((code) => !["ORDER_LOCKED", "ORDER_OLD", "ORDER_LOST"].includes(code));
        expect(new Set(pageDrift(shop, page).unknown)).toEqual(new Set(expected));
      }),
    );
  });
});
