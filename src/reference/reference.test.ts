import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { openapi } from "../openapi/index.ts";
import type { Recording } from "./recording.ts";
import { reference } from "./reference.ts";

const shop = contract({
  name: "shop",
  version: "1.2.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  locales: { de: { SOLD_OUT: "Nur noch {left} übrig.", ORDER_NOT_FOUND: "Bestellung nicht gefunden." } },
  errors: {
    SOLD_OUT: {
      kind: "conflict",
      when: "Fewer units are in stock than the order asks for. See `GET /stock`.",
      message: "Only {left} left.",
      details: z.object({ left: z.int().min(0).describe("Units in stock.") }),
      since: "1.1.0",
    },
    ORDER_NOT_FOUND: {
      kind: "not_found",
      when: "No order has the id.",
      message: "Order not found.",
      masks: ["an order of another account", "an id that never existed"],
    },
  },
  operations: { "POST /orders": ["SOLD_OUT"], "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
});

const soldOut: Recording = {
  code: "SOLD_OUT",
  exchanges: [
    {
      note: "5 units, 2 in stock",
      request: {
        method: "POST",
        path: "/orders",
        headers: { Authorization: "Bearer {{key.acme}}", "Content-Type": "application/json" },
        body: { json: { sku: "s_1", quantity: 5 } },
      },
      response: {
        status: 409,
        headers: { "Content-Type": "application/json", "x-should-retry": "false" },
        text: '{"error":{"code":"SOLD_OUT","message":"Only 2 left.","details":{"left":2}}}',
      },
    },
  ],
};

describe("reference", () => {
  const pages = reference(shop, { recordings: [soldOut], apiUrl: "https://api.shop.example/" });
  const get = (path: string, headers: Record<string, string> = {}) =>
    pages.handle(new Request(`https://shop.example${path}`, { headers }));
  const textOf = async (path: string, headers?: Record<string, string>) => (await get(path, headers)?.text()) ?? "";

  it("shows what to do, the recorded response and the other forms of it on the page of a code", async () => {
    const page = await textOf("/docs/shop/SOLD_OUT");
    const order = [
      "Your program",
      "Read the resource again, then retry.",
      "What you see",
      "Why it happens",
      "Handle it",
      "Details",
    ];
    const positions = order.map((text) => page.indexOf(text));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions).not.toContain(-1);
    expect(page).toContain("Recorded by the test that causes this code.");
    expect(page).toContain("Only 2 left.");
    expect(page).toContain("Nur noch 2 übrig.");
    expect(page).toContain("integer, 0 or more");
  });

  it("shows the problem that the API would send, with the address of the page and the id of the request", async () => {
    const [exchange] = soldOut.exchanges;
    const sent = {
      "content-type": "application/json",
      "content-length": "75",
      link: '</docs/shop/SOLD_OUT>; rel="help"',
    };
    const response = { ...exchange!.response, headers: { ...sent, "x-request-id": "req_1" } };
    const linked = reference(shop, { recordings: [{ code: "SOLD_OUT", exchanges: [{ ...exchange!, response }] }] });
    const page = (await linked.handle(new Request("https://shop.example/docs/shop/SOLD_OUT"))?.text()) ?? "";
    const [, form = ""] = page.replaceAll(/<[^>]*>/g, "").split("content-type: application/problem+json");
    expect(form.replaceAll("&quot;", '"')).toMatch(
      /^\ncontent-length: 1\d\d\nx-request-id: req_1\nContent-Language: en\n\n\{\n {2}"type": "\/docs\/shop\/SOLD_OUT"/,
    );
    expect(page).toContain("<dt>Type</dt><dd>/docs/shop/SOLD_OUT</dd>");
  });

  it("describes masks without naming the cause of one response", async () => {
    const page = await textOf("/docs/shop/ORDER_NOT_FOUND");
    expect(page).toContain("an order of another account or an id that never existed");
  });

  it("serves Markdown under .md, and to clients that accept it", async () => {
    const markdown = await textOf("/docs/shop/SOLD_OUT.md");
    expect(markdown).toContain("# SOLD_OUT\n");
    expect(markdown).toContain("**Your program:** Read the resource again, then retry.");
    expect(markdown).toContain('{"error":{"code":"SOLD_OUT","message":"Only 2 left.","details":{"left":2}}}');
    expect(await textOf("/docs/shop/SOLD_OUT", { accept: "text/markdown" })).toBe(markdown);
    expect(get("/docs/shop/SOLD_OUT.md")?.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
  });

  it("redirects to the index, and leaves every other path to the app", async () => {
    expect(get("/docs/shop")?.status).toBe(308);
    expect(get("/docs/shop")?.headers.get("location")).toBe("shop/");
    for (const path of [
      "/",
      "/docs",
      "/docs/shopping/",
      "/docs/shop/NO_SUCH_CODE",
      "/docs/shop/%E0%A4%A",
      "/docs/shop/../x",
    ])
      expect(get(path), path).toBeUndefined();
  });

  it("lists every code as data in codes.json, with its recording", async () => {
    const { codes } = JSON.parse(await textOf("/docs/shop/codes.json"));
    expect(codes.map(({ code }: { code: string }) => code)).toEqual([...shop.entries.keys()]);
    expect(codes[0]).toMatchObject({ code: "SOLD_OUT", operations: ["POST /orders"], recording: soldOut });
  });

  it("writes files in which every link leads to a file", () => {
    const files = new Map([...pages.files()].map(({ path, content }) => [path, content]));
    const links = [...files].flatMap(([path, content]) =>
      [...content.matchAll(/(?:href|src)="([^"#]+)/g)].map(([, href = ""]) => ({ path, href })),
    );
    const broken = links.filter(({ path, href }) => {
      const { protocol, pathname } = new URL(href, `file:///${path}`);
      return protocol === "file:" && !files.has(decodeURIComponent(pathname.slice(1)));
    });
    expect(broken).toEqual([]);
    expect(links.length).toBeGreaterThan(100);
    expect([...files.keys()]).toContain("SOLD_OUT.html");
  });

  it("writes Markdown in which every link leads to a file, also where all pages are in one file", () => {
    const files = new Map([...pages.files()].map(({ path, content }) => [path, content]));
    const links = [...files]
      .filter(([path]) => /\.(?:md|txt)$/.test(path))
      .flatMap(([path, content]) =>
        [...content.matchAll(/\]\(([^()\s#]+)/g)].map(
          ([, href = ""]) => new URL(href, `file:///site/${path}`).pathname,
        ),
      );
    expect(links.filter((path) => !files.has(decodeURIComponent(path.replace(/^\/site\//, ""))))).toEqual([]);
    expect(links.length).toBeGreaterThan(50);
  });

  it("shows the inputs, outputs and webhooks of an OpenAPI document, and publishes it with the errors", async () => {
    const NewOrder = z.strictObject({
      sku: z.string().max(40).describe("Article number."),
      tags: z.record(z.string(), z.int()).optional(),
    });
    const Order = z
      .object({ id: z.string(), lines: z.array(z.object({ units: z.int().min(1) })) })
      .meta({ title: "Order" });
    const { document } = openapi(shop, {
      api: {
        security: { bearer: { type: "http", scheme: "bearer" } },
        operations: {
          "POST /orders": {
            summary: "Places an order.",
            description: "First paragraph.\n\nSecond `paragraph`.",
            body: NewOrder,
            responses: { 201: { description: "The order.", body: Order } },
          },
          "GET /orders/{orderId}": {
            isPublic: true,
            query: z.object({ depth: z.int().min(1).default(1) }),
            responses: { 200: { description: "The label.", content: { "application/pdf": {} } } },
          },
        },
        webhooks: {
          "order.ready": {
            summary: "The order is ready.",
            body: Order,
            responses: { "2XX": "It was received.", 410: "The endpoint is gone." },
          },
        },
      },
    });
    const described = reference(shop, { document });
    const page = async (path: string) =>
      (await described.handle(new Request(`https://shop.example/docs/shop/${path}`))?.text()) ?? "";
    const post = await page("operations/post-orders");
    for (const text of [
      "Places an order.",
      "<p>First paragraph.</p>",
      "<code>sku</code>",
      "string, at most 40 characters",
      "Article number.",
      "object of integer, optional",
      "<code>lines[].units</code>",
      "<code>bearer</code>",
    ])
      expect(post).toContain(text);
    const get = await page("operations/get-orders-orderId");
    for (const text of ["Needs no credential.", "integer, 1 or more, default 1, optional", "application/pdf, bytes"])
      expect(get).toContain(text);
    expect(await page("operations/get-orders-orderId.md")).toContain(
      "- `depth` (integer, 1 or more, default 1, optional)",
    );
    const webhooks = await page("guide/webhooks");
    expect(webhooks).toContain("The order is ready.");
    expect(webhooks).toContain("It was received.");
    expect(webhooks).toContain("The endpoint is gone.");
    expect(await page("guide/webhooks.md")).toContain("- 2XX: It was received.");
    const published = JSON.parse(await page("openapi.json"));
    expect(published.paths["/orders"].post.requestBody).toEqual(expect.anything());
    expect(published.paths["/orders"].post.responses["409"]).toEqual(expect.anything());
    expect(published.webhooks["order.ready"]).toEqual(expect.anything());
  });

  it("shows the Markdown of descriptions, without HTML, scripts and links within the site", async () => {
    const description = [
      "## Limits\n\nAt most **10** files; see [the *plans*](https://shop.example/plans?a=1&b=2).",
      "1. Create it.\n\n2. Upload `a.txt`.",
      "| Plan | Files |\n|---|---|\n| <i>Free</i> | `1|2` |".replace("1|2", "1\\|2"),
      "[a](javascript:alert(1)) [b](/docs) <img src=x onerror=alert(1)>",
      '```json\n{ "a": 1 }\n```',
    ].join("\n\n");
    const Body = z.object({ sku: z.string().describe("One of **ours**, see [b](javascript:x).") });
    const { document } = openapi(shop, {
      api: {
        operations: {
          "POST /orders": { description, body: Body, responses: { 201: { description } } },
          "GET /orders/{orderId}": { responses: { 200: { description: "It." } } },
        },
        webhooks: { sent: { summary: "Sent.", description, body: Body, responses: { 200: "**Yes**" } } },
      },
    });
    const described = reference(shop, { document });
    const page = async (path: string) =>
      (await described.handle(new Request(`https://shop.example/docs/shop/${path}`))?.text()) ?? "";
    for (const path of ["operations/post-orders", "guide/webhooks"]) {
      const html = await page(path);
      for (const part of [
        "Limits</h",
        '<b>10</b> files; see <a href="https://shop.example/plans?a=1&amp;b=2">the <em>plans</em></a>.',
        "<ol><li>Create it.</li><li>Upload <code>a.txt</code>.</li></ol>",
        "<td>&lt;i&gt;Free&lt;/i&gt;</td><td><code>1|2</code></td>",
        "a b &lt;img src=x onerror=alert(1)&gt;",
        "One of <b>ours</b>, see b.",
      ])
        expect(html, path).toContain(part);
      const markdown = await page(`${path}.md`);
      for (const part of [
        "# Limits\n",
        "At most **10** files; see [the *plans*](https://shop.example/plans?a=1&b=2).",
        "1. Create it.\n2. Upload `a.txt`.",
        "| Plan | Files |\n| --- | --- |\n| \\<i\\>Free\\</i\\> | `1\\|2` |",
        "a b \\<img src=x onerror=alert(1)\\>",
        "One of **ours**, see b.",
        '```json\n{ "a": 1 }\n```',
      ])
        expect(markdown, path).toContain(part);
    }
    expect(await page("guide/webhooks")).toContain("<td><b>Yes</b></td>");
  });

  it("shows the members of the body, the member with the code, and each status with its meaning", async () => {
    const page = await textOf("/docs/shop/guide/responses");
    for (const part of [
      "Branch on <code>error.code</code>, which never changes.",
      "<code>error.message</code> is for people and can change.",
      "<td><code>error.details</code></td>",
      "Stable code of the error.",
      "<td>409</td><td>Conflict</td><td>The request conflicts with the current state of the resource.</td>",
    ])
      expect(page).toContain(part);
  });

  it("shows the type that a member has in the bodies of all codes that describe it", async () => {
    const errors = {
      WRONG: {
        kind: "invalid_value",
        when: "A field is wrong.",
        message: "No.",
        details: z.object({ param: z.string().describe("The field.") }),
      },
      GONE: { kind: "not_found", when: "It is gone.", message: "Gone." },
    } as const;
    const envelope = { error: { code: "$code", message: "$message", param: "$details.param?" } } as const;
    const pages = reference(contract({ name: "typed", version: "1.0.0", envelope, errors }));
    const page = await pages.handle(new Request("https://a.example/docs/typed/guide/responses.md"))?.text();
    expect(page).toContain("- `error.param` (string, optional): ");
  });

  it("escapes markup in every text of the contract", () => {
    const evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`";
    const hostile = contract({
      name: "evil",
      version: "1.0.0",
      errors: {
        EVIL: {
          kind: "conflict",
          title: evil,
          when: evil,
          message: "It's '{'evil'}' <script>alert(1)</script>",
          details: z.object({ [`<b>${"x"}`]: z.string().describe(evil) }),
          causes: [{ when: evil, remedy: { action: "retry", actor: "client", text: evil } }],
          remedy: { action: "retry", actor: "client", text: evil },
        },
        MASKED: { kind: "not_found", when: evil, message: "no", masks: [evil] },
      },
      operations: { "GET /<script>alert(1)</script>": { errors: ["EVIL"], summary: evil } },
    });
    const exchange = soldOut.exchanges[0]!;
    const recording: Recording = {
      code: "EVIL",
      exchanges: [
        {
          ...exchange,
          note: evil,
          request: { ...exchange.request, path: `/${evil}`, body: { text: evil } },
          response: { status: 409, headers: { "x-evil": evil }, text: evil },
        },
      ],
    };
    const guide = `# ${evil}\n\n${evil}\n\n| ${evil} |\n|---|\n| **${evil}** |\n\n- ${evil}\n\n## ${evil}\n\n\`\`\`ts\n${evil}\n\`\`\``;
    const options = {
      about: evil,
      recordings: [recording],
      guides: [{ name: "evil", markdown: guide }],
      groups: { [evil]: ["EVIL"] },
      demo: { apiPath: "/evil", keys: { acme: evil } },
    };
    for (const { path, content } of reference(hostile, options).files()) {
      if (!path.endsWith(".html")) continue;
      expect(content, path).not.toContain("<script>alert");
      expect(content, path).not.toContain("<img src=x");
    }
  });

  it("writes a page of its own for every operation, also for those whose paths differ only in signs", async () => {
    const names = ["GET /a/{b}", "GET /a/b", "GET /A/b", "GET /日本", "GET /", `GET /${"long/".repeat(60)}`];
    const similar = contract({
      name: "similar",
      version: "1.0.0",
      errors: { "a.b:c-d": { kind: "not_found", when: "a", message: "a" } },
      operations: Object.fromEntries(names.map((name) => [name, ["a.b:c-d" as const]])),
    });
    const pages = reference(similar);
    const paths = [...pages.files()].map(({ path }) => path.toLowerCase());
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => /^operations\/.*\.html$/.test(path))).toHaveLength(names.length);
    expect(Math.max(...paths.map((path) => path.length))).toBeLessThan(150);
    const list = (await pages.handle(new Request("https://a.example/docs/similar/operations"))?.text()) ?? "";
    for (const [, href = ""] of list.matchAll(/href="(\.\/operations\/[^"]+)"/g)) {
      const page = pages.handle(new Request(new URL(href, "https://a.example/docs/similar/operations")));
      expect([href, page?.status]).toEqual([href, 200]);
    }
    expect(pages.file("llms.txt")).toContain("(./a.b-c-d.md)");
    for (const path of ["a.b:c-d.md", "a.b-c-d.md"])
      expect(pages.handle(new Request(`https://a.example/docs/similar/${path}`))?.status).toBe(200);
  });

  it.each(["index", "Kinds", "operations", "codes.json", "llms.txt", "gone.md"])(
    "rejects the code %s, which has the name of another page or file",
    (code) => {
      const errors = { [code]: { kind: "not_found", when: "a", message: "a" } } as const;
      expect(() => reference(contract({ name: "shop", version: "1.0.0", errors }))).toThrow(
        `Expected codes of shop without the names of other pages and files, received ${code}. Rename it`,
      );
    },
  );

  it("rejects codes whose pages would overwrite each other where file names ignore case", () => {
    const twins = contract({
      name: "twins",
      version: "1.0.0",
      errors: {
        gone: { kind: "not_found", when: "a", message: "a" },
        Gone: { kind: "not_found", when: "b", message: "b" },
      },
    });
    expect(() => reference(twins)).toThrow(
      "The codes gone and Gone of twins need pages with the same name on file systems that ignore case. Rename one of them.",
    );
  });
});
