import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { boundary, type Occurrence } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { type NodeHandler, nodeListener, readBody } from "./index.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: NodeHandler): Promise<{ url: string; occurrences: Occurrence[] }> {
  const occurrences: Occurrence[] = [];
  const record = (occurrence: Occurrence): number => occurrences.push(occurrence);
  const server = createServer(nodeListener(boundary(shop, { record, warn: () => undefined }), handler));
  open.push(server);
  return { url: `http://127.0.0.1:${await listen(server)}/orders`, occurrences };
}

test("a thrown Response is sent with its headers, and recorded if it is an error that the contract does not declare", async () => {
  let thrown = new Response(null, { status: 307, headers: { location: "/other" } });
  thrown.headers.append("set-cookie", "a=1");
  thrown.headers.append("set-cookie", "b=2");
  const { url, occurrences } = await serve((_request, response) => {
    response.setHeader("Content-Length", "99");
    throw thrown;
  });
  const moved = await fetch(url, { redirect: "manual" });
  expect([moved.status, moved.headers.get("location"), moved.headers.getSetCookie()]).toEqual([
    307,
    "/other",
    ["a=1", "b=2"],
  ]);
  expect([moved.headers.get("x-request-id")?.length, occurrences]).toEqual([36, []]);
  thrown = new Response("gone", { status: 410 });
  const gone = await fetch(url);
  expect([gone.status, await gone.text()]).toEqual([410, "gone"]);
  expect(occurrences).toMatchObject([{ code: "HTTP_410", uncatalogued: true }]);
});

test("JSON.parse of a malformed body returns 400, and of the server's own data the internal error", async () => {
  const { url } = await serve(async (request, response) => {
    const text = new TextDecoder().decode(await readBody(request));
    JSON.parse(text);
    response.end(String(JSON.parse(text === "{}" ? "{corrupt" : text)));
  });
  const post = async (body: string): Promise<unknown> => {
    const response = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
    return [response.status, ((await response.json()) as any)?.error?.code];
  };
  expect(await post("{bad")).toEqual([400, "MALFORMED_BODY"]);
  expect(await post("{}")).toEqual([500, "INTERNAL"]);
});
