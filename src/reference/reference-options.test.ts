import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { codeBlock } from "./pages/index.ts";
import { type ReferenceOptions, reference } from "./reference.ts";
import type { VersionChanges } from "./site.ts";

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

/** Returns the relative links of a page, each with the path of the page. */
function linksIn(path: string, content: string): readonly (readonly [string, string])[] {
  if (!/\.(?:html|md|txt)$/.test(path)) return [];
  const links = content.matchAll(path.endsWith(".html") ? /href="(\.[^"#?]*)/g : /\]\(([^)#?\s]+)/g);
  return Array.from(links).flatMap(([, link = ""]) => (/^https?:/.test(link) ? [] : [[path, link] as const]));
}

describe("reference", () => {
  it("has a page for a code with slashes, spaces and colons, and links that lead to it from every page", () => {
    const entry = { kind: "conflict", when: "Somebody else signs in.", message: "Wait." } as const;
    const errors = { "auth/sign in/busy": entry, "auth/sign in/used": entry, "auth:sign in": entry };
    const operations = { "POST /sessions": Object.keys(errors) as (keyof typeof errors)[] };
    const docsUrl = "https://docs.shop.example/errors/";
    const site = contract({ name: "shop", version: "1.0.0", docsUrl, errors, operations });
    const pages = reference(site);
    const files = new Map(Array.from(pages.files(), ({ path, content }) => [path, String(content)]));
    for (const [path, link] of Array.from(files).flatMap(([name, content]) => linksIn(name, content))) {
      const { pathname } = new URL(link, `https://shop.example/${encodeURI(path)}`);
      expect(pathname, `${path} links to ${link}`).not.toContain("%2F");
      expect([...files.keys()], `${path} links to ${link}`).toContain(decodeURIComponent(pathname.slice(1)));
    }
    expect(files.get("auth/sign in/busy.md")).toContain("[auth/sign in/used](../../auth/sign%20in/used.md)");
    const { codes } = JSON.parse(files.get("codes.json") ?? "");
    expect(codes[0]).toMatchObject({ code: "auth/sign in/busy", page: "auth/sign%20in/busy" });
    expect(site.entries.get("auth/sign in/busy")?.docsUrl).toBe(`${docsUrl}auth/sign%20in/busy`);
    for (const path of ["auth/sign%20in/busy", "auth%2Fsign%20in%2Fbusy", "auth:sign%20in"])
      expect(pages.handle(new Request(`https://shop.example/docs/shop/${path}`))).toMatchObject({ status: 200 });
  });

  describe("with guides, groups and the version before", () => {
    const changes: readonly VersionChanges[] = [
      {
        version: "1.2.0",
        changes: [
          {
            verdict: "breaking",
            subject: { type: "code", name: "SOLD_OUT" },
            text: "The status changes from 410 to 409, see <b>.",
          },
          { verdict: "breaking", subject: { type: "code", name: "GONE" }, text: "The code is removed." },
          {
            verdict: "risky",
            subject: { type: "operation", name: "POST /orders" },
            text: "`SOLD_OUT` can be returned.",
          },
        ],
      },
    ];
    const markdown = [
      "# Handle errors",
      "",
      "On `SOLD_OUT`, read [the rules](guide/retries#after_state) at {{url}}.",
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
      changes,
      apiUrl: "https://a.example",
    });
    const page = async (path: string) =>
      (await written.handle(new Request(`https://shop.example/docs/shop/${path}`))?.text()) ?? "";

    it("renders the guide, with links to codes and pages, as HTML and as Markdown", async () => {
      const html = await page("guide/handling");
      for (const part of [
        '<a class="mono" href="../SOLD_OUT">SOLD_OUT</a>',
        '<a href="../guide/retries#after_state">the rules</a> at https://a.example.',
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

    it("lists the changes that it is given, and what the contract says about older versions", async () => {
      const text = await page("guide/changes.md");
      for (const line of [
        "- breaking: `SOLD_OUT`. The status changes from 410 to 409, see",
        "- breaking: `GONE`. The code is removed.",
        "- risky: `POST /orders`. `SOLD_OUT` can be returned.",
      ])
        expect(text).toContain(line);
      expect(text.indexOf("## 1.2.0")).toBeLessThan(text.indexOf("## 1.1.0"));
      expect(text).toMatch(/## 1\.1\.0\n\n- safe: `SOLD_OUT`. The code is added./);
      const html = await page("guide/changes");
      expect(html).toContain('<a class="mono" href="../SOLD_OUT">SOLD_OUT</a>');
      expect(html).toContain("<code>GONE</code>");
      expect(html).toContain("see &lt;b&gt;.");
    });
  });

  it("links a page, and the pages of the codes of a kind, to what a reader may want to read next", async () => {
    const related = {
      "guide/retries": [{ label: "Retry <rules>", href: "https://shop.example/retries" }],
      "kinds/conflict": [{ label: "Stock", href: "/help/stock" }],
      "kinds/rate_limited": [{ label: "Limits", href: "/help/limits" }],
      ORDER_NOT_FOUND: [{ label: "Orders", href: "/help/orders" }],
    };
    const written = reference(shop, { related });
    const page = async (path: string) =>
      (await written.handle(new Request(`https://shop.example/docs/shop/${path}`))?.text()) ?? "";
    expect(await page("SOLD_OUT")).toContain('<a href="/help/stock">Stock</a>');
    expect(await page("SOLD_OUT.md")).toContain("## Read more\n\n- [Stock](/help/stock)\n");
    expect(await page("ORDER_NOT_FOUND")).toContain('<a href="/help/orders">Orders</a>');
    expect(await page("guide/retries")).toContain('<a href="https://shop.example/retries">Retry &lt;rules&gt;</a>');
    expect(await page("operations")).not.toContain("Read more");
  });

  it("writes links and paths that are relative to the index for each page, so that the pages work below any path", async () => {
    const exchange = {
      request: { method: "POST", path: "/orders", headers: { Authorization: "Bearer {{key.ada}}" } },
      response: { status: 409, headers: {}, text: '{"error":{"code":"SOLD_OUT","message":"Only 1 left."}}' },
    };
    const written = reference(shop, {
      navigation: [
        { label: "Home", href: "../../" },
        { label: "Help", href: "../help/" },
      ],
      related: { "kinds/conflict": [{ label: "Stock", href: "../help/stock" }] },
      recordings: [{ code: "SOLD_OUT", exchanges: [exchange] }],
      demo: { apiPath: "../../shop", keys: { ada: "key_1" } },
    });
    const page = async (path: string) =>
      (await written.handle(new Request(`https://shop.example/docs/shop/${path}`))?.text()) ?? "";
    const code = await page("SOLD_OUT");
    for (const part of [
      'class="brand" href="../../"',
      'href="../help/"',
      'href="../help/stock"',
      '"apiPath":"../../shop"',
    ])
      expect(code).toContain(part);
    const kind = await page("kinds/conflict");
    for (const part of ['class="brand" href="../../../"', 'href="../../help/"', 'href="../../help/stock"'])
      expect(kind).toContain(part);
    expect(await page("kinds/conflict.md")).toContain("- [Stock](../../help/stock)");
    expect(await page("llms-full.txt")).toContain("- [Stock](../help/stock)");
  });

  it("responds to conditional requests and HEAD, and keeps the query when it adds a slash", async () => {
    const { handle } = reference(shop);
    const send = (path: string, init: RequestInit = {}) =>
      handle(new Request(`https://shop.example/docs${path}`, init));
    const tag = send("/shop/SOLD_OUT")?.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    for (const condition of [tag, `W/${tag}`, `"a", ${tag}`, "*"]) {
      const reply = send("/shop/SOLD_OUT", { headers: { "If-None-Match": condition } });
      expect([reply?.status, reply?.headers.get("etag"), await reply?.text()]).toEqual([304, tag, ""]);
    }
    expect(send("/shop/SOLD_OUT", { headers: { "If-None-Match": '"a"' } })?.status).toBe(200);
    const markdown = send("/shop/SOLD_OUT", { headers: { Accept: "text/markdown", "If-None-Match": tag } });
    expect([markdown?.status, markdown?.headers.get("content-type")]).toEqual([200, "text/markdown; charset=utf-8"]);
    const head = send("/shop/SOLD_OUT", { method: "HEAD" });
    expect([head?.headers.get("etag"), Number(head?.headers.get("content-length")) > 1_000]).toEqual([tag, true]);
    expect(send("/shop?status=409")?.headers.get("location")).toBe("shop/?status=409");
  });

  it("shows exchanges that belong to no code as examples of operations, as HTML and as Markdown", async () => {
    const exchanges = [
      {
        note: "orders <2> units",
        request: { method: "POST", path: "/orders", headers: {}, body: { json: { quantity: 2 } } },
        response: { status: 201, headers: { "content-type": "application/json", etag: '"1"' }, text: '{"id":"ord_1"}' },
        capture: { orderId: "/id" },
      },
      {
        request: { method: "GET", path: "/orders/{{orderId}}", headers: {} },
        response: { status: 200, headers: {}, text: '{"id":"ord_1"}' },
      },
    ];
    const written = reference(shop, { exchanges });
    const page = async (path: string) =>
      (await written.handle(new Request(`https://shop.example/docs/shop/operations/${path}`))?.text()) ?? "";
    const html = (await page("post-orders")).replaceAll(/<[^>]*>/g, "");
    for (const part of ["POST /orders", "HTTP/1.1 201 Created", "etag: &quot;1&quot;", "&quot;quantity&quot;: 2"])
      expect(html).toContain(part);
    expect(await page("get-orders-orderId.md")).toContain(
      'GET /orders/ord_1\n```\n\n```http\nHTTP/1.1 200 OK\n\n{"id":"ord_1"}',
    );
  });

  it("colours code for other pages, and escapes it", () => {
    expect(codeBlock('const a = "<b>"; // x', "ts")).toBe(
      '<pre tabindex="0"><code><span class="k">const</span> a = <span class="s">&quot;&lt;b&gt;&quot;</span>; <span class="c">// x</span></code></pre>',
    );
    expect(codeBlock("<b>", "toString")).toBe('<pre tabindex="0"><code>&lt;b&gt;</code></pre>');
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
    ["an address with a space before it", { apiUrl: " https://a.example" }, "Expected apiUrl to be"],
    ["an address with quotes", { apiUrl: "https://a.example/'x" }, "Expected apiUrl to be"],
    ["a path that no request has", { basePath: "/docs/../shop" }, "Expected basePath to be a path"],
    [
      "a link to a part that its guide does not have",
      { guides: [{ name: "a", markdown: "# A\n## Part\n[x](#part) [y](#parts)" }] },
      'in guide/a, received #parts. Correct the part after "#", or remove it.',
    ],
    [
      "a link to a part that a generated page does not have",
      { guides: [{ name: "a", markdown: "# A\n[x](guide/retries#nothing)" }] },
      "in guide/a, received guide/retries#nothing",
    ],
    ["a path with markup", { basePath: "/docs/<b>" }, "Expected basePath to be a path"],
    ["a path that is null", { basePath: null as never }, "Expected basePath to be a path"],
    ["an address that is a number", { apiUrl: 5 as never }, "Expected apiUrl to be"],
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
    [
      "a related link of a page that does not exist",
      { related: { "guide/retry": [] } },
      'received "guide/retry". Use the path of a page, such as guide/retries or kinds/not_found.',
    ],
    [
      "a related link with a script",
      { related: { kinds: [{ label: "Kinds", href: "javascript:alert(1)" }] } },
      'the related link "Kinds"',
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
