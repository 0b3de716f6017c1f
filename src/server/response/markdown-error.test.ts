import { expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../../contract/index.ts";
import { boundary } from "../boundary.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message" } },
  errors: {
    SOLD_OUT: {
      kind: "conflict",
      when: "No unit is left.",
      message: "{sku} is sold out.",
      details: z.object({ sku: z.string() }),
    },
  },
});

async function respond(accept: string, options = {}, method = "GET"): Promise<Response> {
  const request = new Request("https://shop.example/orders", {
    method,
    headers: { accept, "x-request-id": "req-12345678" },
  });
  return await boundary(shop, options).handle(request, () => {
    throw shop.error.SOLD_OUT({ sku: "*a* <b>`x`" });
  });
}

it("sends the error as Markdown to a client that prefers it, with the message escaped", async () => {
  const response = await respond("text/markdown", { docs: "/docs/shop/" });
  expect(response.status).toBe(409);
  expect(response.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
  expect(await response.text()).toBe(`# SOLD_OUT: Sold out (409)

\\*a\\* \\<b\\>\\\`x\\\` is sold out.

- What to do: Read the resource again, then retry.
- Who acts: client
- Did anything happen: no
- Was it charged: no
- Repeat the request: after the state of the resource has changed
- More: </docs/shop/SOLD_OUT>

\`\`\`json
{
  "sku": "*a* <b>\`x\`"
}
\`\`\`

Request id: \`req-12345678\`
`);
});

it("names the code in Errata-Code, also for HEAD, unless codeHeader is false", async () => {
  expect((await respond("*/*")).headers.get("errata-code")).toBe("SOLD_OUT");
  expect((await respond("*/*", {}, "HEAD")).headers.get("errata-code")).toBe("SOLD_OUT");
  expect((await respond("*/*", { codeHeader: false })).headers.has("errata-code")).toBe(false);
});

it("links to the page of the code: in the body where the envelope has a field for it, otherwise in Link", async () => {
  const docs = "https://docs.shop.example/errors/";
  const own = await respond("*/*", { docs });
  expect(own.headers.get("link")).toBe('<https://docs.shop.example/errors/SOLD_OUT>; rel="help"');
  const path = await respond("*/*", { docs: "/docs/shop/", publicUrl: "https://shop.example/api/" });
  expect(path.headers.get("link")).toBe('<https://shop.example/api/docs/shop/SOLD_OUT>; rel="help"');
  const problem = await respond("application/problem+json", { docs });
  expect(problem.headers.has("link")).toBe(false);
  expect((await problem.json()).type).toBe("https://docs.shop.example/errors/SOLD_OUT");
  expect((await respond("*/*")).headers.has("link")).toBe(false);
});

it("keeps the slashes of a code in the link to its page", async () => {
  const errors = { "auth/sign in": { kind: "conflict", when: "w", message: "m" } } as const;
  const auth = contract({ name: "auth", version: "1.0.0", envelope: { code: "$code" }, errors });
  const { headers } = await boundary(auth, { docs: "/docs/" }).handle(new Request("https://a.example/"), () => {
    throw auth.error["auth/sign in"]();
  });
  expect(headers.get("link")).toBe('</docs/auth/sign%20in>; rel="help"');
});
