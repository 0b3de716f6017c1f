import { describe, expect, it } from "vitest";
import { contract } from "../../contract/index.ts";
import { linkDrift, linkedPages } from "./link-drift.ts";

const page = "https://docs.shop.example/errors";

/** A contract with one code and a link to its page. */
const shop = (docsUrl: string) =>
  contract({
    name: "shop",
    version: "1.0.0",
    errors: { ORDER_GONE: { kind: "not_found", when: "It was deleted.", message: "It is gone.", docsUrl } },
  });
const problem = (text: string | undefined, url: string = page): string | undefined =>
  linkDrift(shop(url), new Map(text === undefined ? [] : [[page, text]]))[0]?.problem;

describe("the link of a code", () => {
  it.each([
    ["a page that names the code", "<html><h1>ORDER_GONE</h1></html>", page, undefined],
    ["a part of such a page", '<html><h2 id="ORDER_GONE">ORDER_GONE</h2></html>', `${page}#ORDER_GONE`, undefined],
    ["a part whose id has no quotes", "<html><a name=gone>ORDER_GONE</a></html>", `${page}#gone`, undefined],
    ["a part whose id is encoded", '<html><p id="an order">ORDER_GONE</p></html>', `${page}#an%20order`, undefined],
    ["a text of the page", "<html>ORDER_GONE</html>", `${page}#:~:text=gone`, undefined],
    ["Markdown, whose ids are not written", "## ORDER_GONE", `${page}#order_gone`, undefined],
    ["a page that is missing", undefined, page, "missing"],
    ["a part that is missing", '<html><p id="other">ORDER_GONE</p></html>', `${page}#ORDER_GONE`, "fragment"],
    ["a page about something else", "<html>Home</html>", page, "code"],
    ["a page about a longer code", "<html>ORDER_GONE_TWICE</html>", page, "code"],
  ])("to %s", (_, text, url, expected) => {
    expect(problem(text, url)).toBe(expected);
  });

  it("is followed once for all codes of a page", () => {
    const errors = Object.fromEntries(
      ["A_GONE", "B_GONE"].map((code) => [
        code,
        { kind: "not_found" as const, when: "It was deleted.", message: `${code}.`, docsUrl: `${page}#${code}` },
      ]),
    );
    const two = contract({ name: "shop", version: "1.0.0", errors });
    expect(linkedPages(two)).toEqual([page]);
    const html = '<!doctype html><p id="A_GONE">A_GONE</p>';
    expect(linkDrift(two, new Map([[page, html]]))).toEqual([
      { code: "B_GONE", url: `${page}#B_GONE`, problem: "fragment" },
    ]);
  });

  it("is not followed for the default codes of conditions", () => {
    const { entries } = contract({ ...JSON.parse(JSON.stringify(shop(page))), docsUrl: `${page}/` });
    expect(entries.size).toBeGreaterThan(1);
    expect(linkedPages(shop(page))).toEqual([page]);
  });
});
