import { createServer, type Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { boundary, type Occurrence } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { type NodeHandler, nodeListener } from "./index.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: NodeHandler, replaceUncatalogued = false) {
  const occurrences: Occurrence[] = [];
  const record = (occurrence: Occurrence): number => occurrences.push(occurrence);
  const options = { record, warn: () => undefined, replaceUncatalogued };
  const server = createServer(nodeListener(boundary(shop, options), handler));
  open.push(server);
  return { url: `http://127.0.0.1:${await listen(server)}/orders`, occurrences };
}

const pieces = Array.from({ length: 20 }, () => "hunter2 ".repeat(1_000));
const own = JSON.stringify({ ok: false, error: { code: "EMAIL_TAKEN", message: "The e-mail is taken." } });

const writers: Readonly<Record<string, readonly [body: string, write: NodeHandler]>> = {
  "writeHead and end": ["hunter2", (_, response) => response.writeHead(409, { "X-Own": "1" }).end("hunter2")],
  "writeHead with a message and a list": [
    "hunter2",
    (_, response) => response.writeHead(409, "Taken", ["X-Own", "1"] as never).end("hunter2"),
  ],
  "several writes": [
    "hunter2!",
    (_, response) => {
      response.statusCode = 409;
      response.setHeader("X-Own", "1");
      response.write("hunter2");
      response.end("!");
    },
  ],
  "flushHeaders first": [
    "hunter2",
    (_, response) => {
      response.writeHead(409, { "X-Own": "1" });
      response.flushHeaders();
      setImmediate(() => response.end(Buffer.from("hunter2")));
    },
  ],
  "a stream of 160 KB": [
    pieces.join(""),
    (_, response) => {
      response.writeHead(409, { "X-Own": "1" });
      Readable.from(pieces).pipe(response);
    },
  ],
};

describe("an error that a handler writes", () => {
  test.each(Object.entries(writers))("with %s is sent as it is, and recorded once", async (_name, [body, write]) => {
    const { url, occurrences } = await serve(write);
    const response = await fetch(url);
    expect([response.status, await response.text(), response.headers.get("x-own")]).toEqual([409, body, "1"]);
    expect(response.headers.get("x-request-id")).toBe(occurrences[0]?.requestId);
    expect(occurrences).toMatchObject([{ status: 409, uncatalogued: true }]);
  });

  test.each(Object.entries(writers))(
    "with %s is replaced if `replaceUncatalogued` is set",
    async (_name, [, write]) => {
      const { url, occurrences } = await serve(write, true);
      const response = await fetch(url);
      const text = await response.text();
      expect([response.status, JSON.parse(text).error.code, text.includes("hunter2")]).toEqual([
        409,
        "HTTP_409",
        false,
      ]);
      expect(response.headers.get("content-length")).toBe(String(text.length));
      expect(occurrences).toMatchObject([{ status: 409, uncatalogued: true }]);
    },
  );

  test("is sent as it is and recorded like a thrown one if it is the contract's", async () => {
    const { url, occurrences } = await serve((_, response) => {
      response.writeHead(409, { "content-type": "application/json" });
      response.write(own.slice(0, 20));
      response.end(own.slice(20));
    }, true);
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([409, own]);
    expect(occurrences).toMatchObject([{ code: "EMAIL_TAKEN", undeclared: true, uncatalogued: false }]);
  });

  test("passes a middleware that compresses it, and so does the error that replaces it", async () => {
    for (const isReplaced of [false, true]) {
      const { url } = await serve((_, response) => {
        compress(response);
        response.writeHead(409, { "content-type": "text/plain" });
        response.end("hunter2 ".repeat(300));
      }, isReplaced);
      const response = await fetch(url);
      expect([response.status, (await response.text()).includes("hunter2")]).toEqual([409, !isReplaced]);
    }
  });

  test("has the length of its body, whatever length the handler has set", async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(404, { "Content-Length": request.method === "HEAD" ? 7 : 2 });
      response.end("hunter2");
    });
    const response = await fetch(url);
    expect([response.headers.get("content-length"), await response.text()]).toEqual(["7", "hunter2"]);
    expect((await fetch(url, { method: "HEAD" })).headers.get("content-length")).toBe("7");
  });

  test("calls the callbacks of write and end", async () => {
    const called: string[] = [];
    const { url } = await serve((_, response) => {
      response.statusCode = 404;
      response.write("a", () => called.push("write"));
      response.end("b", () => called.push("end"));
    });
    expect(await (await fetch(url)).text()).toBe("ab");
    await expect.poll(() => called).toEqual(["write", "end"]);
  });

  test("gives way to an error that is thrown before it ends", async () => {
    const { url, occurrences } = await serve((_, response) => {
      response.writeHead(404);
      response.write("hunter2");
      throw shop.error.EMAIL_TAKEN();
    });
    const response = await fetch(url);
    expect([response.status, (await response.text()).includes("hunter2")]).toEqual([409, false]);
    expect(occurrences).toMatchObject([{ code: "EMAIL_TAKEN", uncatalogued: false }]);
  });

  test("with a message that Node rejects is the internal error", async () => {
    const { url, occurrences } = await serve((_, response) => response.writeHead(404, "a\nb").end());
    expect((await fetch(url)).status).toBe(500);
    expect(occurrences).toMatchObject([{ code: "INTERNAL" }]);
  });

  test("keeps the methods of an enclosing program", async () => {
    const written: number[] = [];
    const listener = nodeListener(boundary(shop, { warn: () => undefined }), (_, response) => {
      response.writeHead(404).end("a");
    });
    const server = createServer((request, response) => {
      response.writeHead = function writeHead(this: ServerResponse, status: number, ...rest: []): ServerResponse {
        written.push(status);
        return ServerResponse.prototype.writeHead.call(this, status, ...rest);
      } as ServerResponse["writeHead"];
      listener(request, response);
    });
    open.push(server);
    const response = await fetch(`http://127.0.0.1:${await listen(server)}/orders`);
    expect([response.status, await response.text(), written]).toEqual([404, "a", [404]]);
  });
});

/** Ends a response once, like the middleware `compression`. */
function compress(response: ServerResponse): void {
  const { end } = response;
  let isEnded = false;
  response.end = ((chunk: string) => {
    if (isEnded) return response;
    isEnded = true;
    response.setHeader("Content-Encoding", "gzip");
    return end.call(response, gzipSync(chunk), "utf8");
  }) as ServerResponse["end"];
}
