import { describe, expect, test } from "vitest";
import { adopt } from "./index.ts";

const table =
  "# Errors\n\n| Code | Status | When |\n|---|---|---|\n| SOLD_OUT | 409 | No unit is left. |\n| ORDER_GONE | 410 | It was deleted. |\n";
const page = (body: string): string =>
  `<!doctype html><html><head><title>Docs</title></head><body>${body}</body></html>`;
const quoted = (value: object): string => JSON.stringify(value).replaceAll('"', "&quot;");
const list = [
  { code: "SOLD_OUT", status: 409, description: "No unit is left." },
  { code: "ORDER_GONE", status: 410, description: "It was deleted." },
];
const responses = Object.fromEntries(
  list.map(({ code, status }) => [
    status,
    { content: { "application/json": { schema: { type: "object", properties: { code: { enum: [code] } } } } } },
  ]),
);
const openapi = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  paths: { "/orders": { post: { responses } } },
};

describe("pages that a program shows", () => {
  test.each([
    [
      "the data of Next",
      `<script id="__NEXT_DATA__" type="application/json">${JSON.stringify({ props: { list } })}</script>`,
    ],
    ["Markdown in the data", `<script type="application/json">${JSON.stringify({ page: { body: table } })}</script>`],
    ["an attribute", `<div data-initial-props="${quoted({ doc: { body: table } })}"></div>`],
    ["a variable", `<script>window.__INITIAL_STATE__ = ${JSON.stringify({ list })}; start();</script>`],
    ["a document of OpenAPI", `<script>const __redoc_state = ${JSON.stringify({ spec: { data: openapi } })};</script>`],
  ])("are read from %s, with positions in the page", (_, body) => {
    const { errors } = adopt([{ file: "https://docs.example/errors", text: page(body) }]);
    expect(errors.map(({ code, status }) => [code, status?.value])).toEqual([
      ["SOLD_OUT", 409],
      ["ORDER_GONE", 410],
    ]);
    expect(errors[0]?.source).toEqual({ file: "https://docs.example/errors", line: 1, column: 1 });
  });

  test("data that no JSON parser reads, or that is endless, has no errors", () => {
    const broken = '<script type="application/json">{"a":</script><script>__NUXT__ = {{{{</script>';
    expect(() => adopt([{ file: "a.html", text: page(broken) }])).toThrow("received none. a.html builds its text");
    const deep = `<script type="application/json">${"[".repeat(50_000)}${"]".repeat(50_000)}</script>`;
    expect(() => adopt([{ file: "a.html", text: page(deep) }])).toThrow(RangeError);
  });
});

describe("sources without codes", () => {
  test.each([
    ["", "errors.md is empty."],
    [page('<div id="root"></div><script src="app.js"></script>'), "builds its text with JavaScript"],
    [page('<form><input type="password"></form>'), "is a page to sign in"],
    [
      page("<script>SwaggerUIBundle({ url: '/api.json' })</script>"),
      "Swagger UI, which loads /api.json. Pass that document",
    ],
    [page('<redoc spec-url="https://a.example/api.yaml"></redoc>'), "Redoc, which loads https://a.example/api.yaml."],
    [page('<script src="swagger-ui-bundle.js"></script>'), "Pass the OpenAPI document that it loads."],
    ["# Errors\n\n| Status | Meaning |\n|--|--|\n| 400 | Bad Request |\n| 404 | Not Found |\n", "list HTTP statuses"],
    ["# Hello\n\nA text.\n", "Pass the page, folder or file that lists them."],
  ])("%# are explained", (text, advice) => {
    expect(() => adopt([{ file: "errors.md", text }])).toThrow(advice);
  });
});
