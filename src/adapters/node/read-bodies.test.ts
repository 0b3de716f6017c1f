import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { boundary } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { nodeListener } from "./index.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function textOf(request: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const readers: Readonly<Record<string, (request: IncomingMessage) => Promise<unknown>>> = {
  iteration: async (request) => JSON.parse(await textOf(request)),
  events: async (request) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    await once(request, "end");
    return JSON.parse(text);
  },
  "a Response": (request) => new Response(request as never).json(),
};

async function serve(read: (request: IncomingMessage) => Promise<unknown>) {
  const listener = nodeListener(boundary(shop, { warn: () => undefined }), async (request, response) => {
    response.end(JSON.stringify(await read(request)));
  });
  const server = createServer(listener);
  open.push(server);
  const url = `http://127.0.0.1:${await listen(server)}/orders`;
  return async (body: BodyInit | null, headers: Record<string, string> = { "content-type": "application/json" }) => {
    const response = await fetch(url, { method: "POST", body, headers, ...(body !== null && { duplex: "half" }) });
    return [response.status, ((await response.json()) as any)?.error?.code];
  };
}

test.each(Object.entries(readers))("a malformed body that is read by %s returns 400", async (_name, read) => {
  const send = await serve(read);
  for (const body of ["{bad", "", null, "{}}", "x".repeat(900_000)])
    expect([body?.slice(0, 9), await send(body)]).toEqual([body?.slice(0, 9), [400, "MALFORMED_BODY"]]);
  expect(await send(new Blob(["[1,"]).stream())).toEqual([400, "MALFORMED_BODY"]);
  expect(await send("--x\r\ngarbage", { "content-type": "multipart/form-data; boundary=x" })).toEqual([
    400,
    "MALFORMED_BODY",
  ]);
  expect(await send('{"a":1}')).toEqual([200, undefined]);
});

test("the server's own malformed data is the internal error, also after a valid, compressed or wide body", async () => {
  const send = await serve(async (request) => {
    await textOf(request);
    return JSON.parse("{corrupt");
  });
  const json = { "content-type": "application/json" };
  expect(await send("{}")).toEqual([500, "INTERNAL"]);
  expect(await send(gzipSync("{}"), { ...json, "content-encoding": "gzip" })).toEqual([500, "INTERNAL"]);
  const wide = Buffer.from("{}", "utf16le");
  expect(await send(wide, { "content-type": "application/json; charset=utf-16le" })).toEqual([500, "INTERNAL"]);
});

test("a body that has arrived in part before the boundary is not taken for the cause", async () => {
  const listener = nodeListener(boundary(shop, { warn: () => undefined }), async (request) => {
    await textOf(request);
    JSON.parse("{corrupt");
  });
  const server = createServer((request, response) => {
    request.once("readable", () => listener(request, response));
  });
  open.push(server);
  const response = await fetch(`http://127.0.0.1:${await listen(server)}/orders`, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  expect(response.status).toBe(500);
});
