import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { contract } from "../../contract/index.ts";
import { shownRequest } from "../describe/index.ts";
import type { RecordedRequest } from "../recording.ts";
import { samplesFor } from "./index.ts";

const shop = contract({
  name: "my shop",
  version: "1.0.0",
  envelope: { errors: [{ code: "$code", detail: "$message" }] },
  errors: { GONE: { kind: "not_found", when: "No order has the id.", message: "Gone." } },
  operations: { "PUT /orders/{orderId}": ["GONE"], "POST /files": ["GONE"] },
});
const entry = shop.entries.get("GONE")!;

function samples(request: RecordedRequest): Record<string, string> {
  const shown = shownRequest(shop, { request, response: { status: 404, headers: {} } });
  const written = samplesFor({ contract: shop, apiUrl: "https://api.example.com", entry, request: shown });
  return Object.fromEntries(written.map(({ label, code }) => [label, code]));
}

describe("samplesFor", () => {
  const put: RecordedRequest = {
    method: "PUT",
    path: "/orders/{{orderId}}?notify=it%27s",
    headers: { Authorization: "Bearer {{key.acme}}", "Content-Type": "application/json" },
    body: { json: { note: "it's", tags: ["a"], done: true, by: null } },
  };

  it("calls the contract's operation with its parameters and query", () => {
    const { TypeScript = "" } = samples(put);
    expect(TypeScript).toContain('api.try("PUT /orders/{orderId}", {');
    expect(TypeScript).toContain('params: { orderId: "<orderId>" },');
    expect(TypeScript).toContain('query: { notify: "it\'s" },');
    expect(TypeScript).toContain(`Authorization: \`Bearer \${process.env.MY_SHOP_KEY}\`,`);
    expect(TypeScript).toContain('body: { note: "it\'s", tags: ["a"], done: true, by: null },');
  });

  it("imports the API's generated types and metadata, and reads the response to a path outside of the contract", () => {
    expect(samples(put).TypeScript).toContain('import { type Api, metadata } from "./my-shop.ts";');
    const { TypeScript, fetch = "" } = samples({ method: "GET", path: "/nothing", headers: {} });
    expect(TypeScript).toContain("const error = await parseResponse(response, metadata);");
    expect(fetch).toContain('await fetch("https://api.example.com/nothing")');
  });

  it("quotes every character of a header for its language, besides the key", () => {
    const value = `a "b" \`c\` $(d) \${e} {f} 'g' \\h`;
    const written = samples({
      method: "PUT",
      path: "/orders/1",
      headers: { "X-Plain": value, "X-Key": `${value} {{key.acme}}` },
    });
    const headersIn = (code = ""): Record<string, string> =>
      new Function("process", `return { ${/headers: \{([\s\S]*?)\n {2,4}\},\n/.exec(code)?.[1]} }`)({
        env: { MY_SHOP_KEY: "k1" },
      });
    const expected = { "X-Plain": value, "X-Key": `${value} k1` };
    expect(headersIn(written.TypeScript)).toEqual(expected);
    expect(headersIn(written.fetch)).toEqual(expected);
    const shell = (written.curl ?? "").replace(/^curl .*\\\n/, "printf '%s\\n' \\\n");
    const printed = execFileSync("sh", ["-c", shell], { env: { MY_SHOP_KEY: "k1" }, encoding: "utf8" });
    expect(printed).toBe(`-H\nX-Plain: ${value}\n-H\nX-Key: ${value} k1\n`);
    const inPython = `"a \\"b\\" \`c\` $(d) \${{e}} {{f}} 'g' \\\\h {os.environ['MY_SHOP_KEY']}"`;
    expect(written.Python).toContain(`"X-Key": f${inPython}`);
  });

  it("reads the code at its position in the envelope", () => {
    expect(samples(put).fetch).toContain('if (body?.errors?.[0]?.code === "GONE")');
    expect(samples(put).Python).toContain('if body["errors"][0]["code"] == "GONE":');
  });

  it("writes Python's literals, and the key from the environment", () => {
    const { Python = "" } = samples(put);
    expect(Python).toContain('json={"note": "it\'s", "tags": ["a"], "done": True, "by": None},');
    expect(Python).toContain(`"Authorization": f"Bearer {os.environ['MY_SHOP_KEY']}"`);
  });

  it("quotes for the shell, and names a method only where curl would send another", () => {
    const { curl = "" } = samples(put);
    expect(curl).toContain("curl -i -X PUT 'https://api.example.com/orders/<orderId>?notify=it%27s'");
    expect(curl).toContain(`--data-raw '{"note":"it'\\''s","tags":["a"],"done":true,"by":null}'`);
    expect(curl).toContain('-H "Authorization: Bearer $MY_SHOP_KEY"');
    expect(samples({ method: "POST", path: "/files", headers: {}, body: { text: "x" } }).curl).not.toContain("-X");
  });

  it("sends files of a form, and leaves its Content-Type to the client", () => {
    const form: RecordedRequest = {
      method: "POST",
      path: "/files",
      headers: { "Content-Type": "multipart/form-data; boundary=x" },
      body: {
        form: [
          { name: "file", fileName: "a.png", type: "image/png", content: { base64: "AA==" } },
          { name: "note", content: { text: "hi" } },
        ],
      },
    };
    const { TypeScript = "", Python = "", curl = "" } = samples(form);
    for (const code of [TypeScript, Python, curl]) expect(code).not.toMatch(/content-type/i);
    expect(TypeScript).toContain('form.append("file", await openAsBlob("a.png", { type: "image/png" }), "a.png");');
    expect(Python).toContain('("file", ("a.png", open("a.png", "rb"), "image/png")),');
    expect(curl).toContain("-F 'file=@a.png;type=image/png'");
  });
});
