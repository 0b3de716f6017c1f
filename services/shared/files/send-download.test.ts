import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
import fc from "fast-check";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { downloadCodes, downloadErrors, sendDownload } from "./index.ts";

const content = Buffer.from("0123456789");
const sha256 = "a".repeat(64);
const etag = `"${sha256}"`;
const files = contract({
  name: "files",
  version: "1.0.0",
  errors: downloadErrors,
  operations: { "GET /{fileName}": [...downloadCodes] },
});
const opened: string[] = [];

const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(files));
app.get("/:fileName", (c) =>
  sendDownload(
    c,
    {
      fileName: c.req.param("fileName"),
      mediaType: "text/plain",
      bytes: content.byteLength,
      sha256,
      async read(range) {
        opened.push(`${range?.first}-${range?.last}`);
        const part = content.subarray(range?.first ?? 0, (range?.last ?? content.byteLength) + 1);
        return c.req.query("stream") === undefined ? part : Readable.from([part]);
      },
    },
    files.error,
  ),
);

const request = (headers: Record<string, string>, path = "/a.txt") => app.request(path, { headers });

describe("a condition", () => {
  it.each([
    ["If-None-Match", etag, 304],
    ["If-None-Match", `W/${etag}`, 304],
    ["If-None-Match", `"other", ${etag}`, 304],
    ["If-None-Match", `"a,b",W/${etag}`, 304],
    ["If-None-Match", "*", 304],
    ["If-None-Match", `"other"`, 200],
    ["If-None-Match", sha256, 200],
    ["If-None-Match", "", 200],
    ["If-Match", etag, 200],
    ["If-Match", `"other", ${etag}`, 200],
    ["If-Match", "*", 200],
    ["If-Match", `W/${etag}`, 412],
    ["If-Match", `"other"`, 412],
    ["If-Match", sha256, 412],
    ["If-Modified-Since", "Sun, 29 Nov 2026 00:00:00 GMT", 200],
    ["If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 200],
  ])("%s: %s returns %i", async (name, value, status) => {
    const response = await request({ [name]: value });
    expect(response.status).toBe(status);
    if (status < 400) expect(response.headers.get("etag")).toBe(etag);
    if (status !== 412) expect(await response.text()).toBe(status === 200 ? "0123456789" : "");
  });

  it("of If-Match is checked before If-None-Match, and both before the range", async () => {
    expect((await request({ "If-Match": '"other"', "If-None-Match": etag })).status).toBe(412);
    expect((await request({ "If-Match": etag, "If-None-Match": etag, Range: "bytes=0-1" })).status).toBe(304);
    expect((await request({ "If-None-Match": etag, Range: "bytes=99-" })).status).toBe(304);
  });

  it("that fails returns 412 with the current ETag, and opens no file", async () => {
    opened.length = 0;
    const response = await request({ "If-Match": '"other"' });
    expect(await response.json()).toMatchObject({ code: "PRECONDITION_FAILED", etag });
    await request({ "If-None-Match": etag });
    expect(opened).toEqual([]);
  });
});

describe("a range", () => {
  it.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=3-5", "345", "bytes 3-5/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=9-99999999999999999999999", "9", "bytes 9-9/10"],
    ["BYTES= 1-1", "1", "bytes 1-1/10"],
  ])("%s returns 206 with these bytes, from memory and from a stream", async (range, body, contentRange) => {
    for (const path of ["/a.txt", "/a.txt?stream"]) {
      const response = await request({ Range: range }, path);
      expect(response.status).toBe(206);
      expect(response.headers.get("content-range")).toBe(contentRange);
      expect(response.headers.get("content-length")).toBe(String(body.length));
      expect(await response.text()).toBe(body);
    }
  });

  it.each(["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999999-"])(
    "%s returns 416 with the length of the file",
    async (range) => {
      const response = await request({ Range: range });
      expect(response.status).toBe(416);
      expect(response.headers.get("content-range")).toBe("bytes */10");
      expect(await response.json()).toMatchObject({ code: "RANGE_NOT_SATISFIABLE", bytes: 10 });
    },
  );

  it.each(["bytes=5-3", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes 0-1", "bytes=1.5-2", ""])(
    "%s is ignored",
    async (range) => {
      const response = await request({ Range: range });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe("0123456789");
    },
  );

  it.each([
    [etag, 206],
    [`W/${etag}`, 200],
    ['"other"', 200],
    ["Sun, 29 Nov 2026 00:00:00 GMT", 200],
  ])("is honoured only if If-Range is the ETag: %s returns %i", async (ifRange, status) => {
    expect((await request({ Range: "bytes=0-1", "If-Range": ifRange })).status).toBe(status);
    expect((await request({ Range: "bytes=99-", "If-Range": ifRange })).status).toBe(status === 206 ? 416 : 200);
  });

  it("of any two ends returns what a slice returns", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 12 }), fc.nat({ max: 12 }), async (first, last) => {
        const response = await request({ Range: `bytes=${first}-${last}` });
        const isPart = first <= last && first < content.byteLength;
        expect(response.status).toBe(isPart ? 206 : first <= last ? 416 : 200);
        if (first <= last && !isPart) return;
        expect(await response.text()).toBe(isPart ? "0123456789".slice(first, last + 1) : "0123456789");
      }),
    );
  });
});

it.each([
  ["a.txt", 'attachment; filename="a.txt"'],
  [
    "Größe ’1’.txt",
    "attachment; filename=\"Gr__e _1_.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E2%80%991%E2%80%99.txt",
  ],
  ['a"b\\c%.txt', "attachment; filename=\"a_b_c_.txt\"; filename*=UTF-8''a%22b%5Cc%25.txt"],
])("the file name %s is named in ASCII and in UTF-8", async (name, disposition) => {
  const response = await request({}, `/${encodeURIComponent(name)}`);
  expect(response.headers.get("content-disposition")).toBe(disposition);
});

describe("HEAD, over a socket", () => {
  const server = createAdaptorServer({ fetch: app.fetch, createServer });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => void server.close());

  it("returns the headers of GET, ignores a range, and opens no file", async () => {
    opened.length = 0;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.txt`;
    const response = await fetch(url, { method: "HEAD", headers: { Range: "bytes=0-1" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("10");
    expect(response.headers.get("accept-ranges")).toBe("bytes");
    expect(opened).toEqual([]);
    const again = await fetch(url, { method: "HEAD", headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
  });
});
