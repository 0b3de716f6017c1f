import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { brotliCompressSync, createGzip, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere } from "../../testing/index.ts";
import { download } from "./download.ts";

const page = "# Errors\n\n| Code | Status | When |\n|---|---|---|\n| SOLD_OUT | 409 | Kein Stück ist übrig. |\n";
const html = (charset: string): string => `<html><meta charset="${charset}"><p>Größe: 5 €</p></html>`;
const megabyte = Buffer.alloc(2 ** 20);
/** Megabytes of the bomb that were read from their source. */
let produced = 0;

const routes: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
  "/errors": (response) => response.writeHead(302, { location: "/moved?from=errors" }).end(),
  "/moved?from=errors": (response) => response.writeHead(301, { location: "./errors.md" }).end(),
  "/errors.md": (response) => response.end(page),
  "/loop": (response) => response.writeHead(302, { location: "/loop" }).end(),
  "/gzip": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(page)),
  "/brotli": (response) => response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(page)),
  "/not-gzip": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(page),
  "/latin1": (response) =>
    response.writeHead(200, { "content-type": "text/html; charset=ISO-8859-1" }).end(Buffer.from("Stück", "latin1")),
  "/meta": (response) => response.end(Buffer.from(html("windows-1252").replace("€", "\u0080"), "latin1")),
  "/utf-16": (response) => response.end(Buffer.from(`\ufeff${page}`, "utf16le")),
  "/unknown-charset": (response) =>
    response.writeHead(200, { "content-type": "text/plain; charset=klingon" }).end(page),
  "/": (response) => response.writeHead(410).end("gone"),
  "/gone": (response) => response.writeHead(410).end("gone"),
  "/pdf": (response) => response.writeHead(200, { "content-type": "application/pdf" }).end("%PDF-1.7"),
  "/bomb": (response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    const source = Readable.from(megabytes(500)).pipe(createGzip());
    source.pipe(response);
    response.on("close", () => source.destroy());
  },
  "/endless": (response) => response.write("# Errors\n"),
  "/silent": () => {},
  "/drip": (response) => {
    const drip = setInterval(() => response.write("x"), 10);
    response.on("close", () => clearInterval(drip));
  },
  "/cut": (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("# Errors\n", () => response.destroy());
  },
};

function* megabytes(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) {
    produced += 1;
    yield megabyte;
  }
}

let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((request, response) => routes[request.url ?? ""]?.(response, request)).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const read = (path: string, timeoutMs = 5_000): Promise<string> => download(`${base}${path}`, "a page", { timeoutMs });

describe("download", () => {
  it.each(["/errors", "/gzip", "/brotli", "/utf-16", "/unknown-charset"])("reads the page at %s", async (path) => {
    expect(await read(path)).toBe(page);
  });

  it("decodes other charsets, by the media type and by the beginning of HTML", async () => {
    expect(await read("/latin1")).toBe("Stück");
    expect(await read("/meta")).toBe(html("windows-1252"));
  });

  it.each([
    ["/", "returned 410. Pass the address of a page. An API with Errata serves its contract at "],
    ["/gone", "returned 410. Pass the address of a page."],
    ["/pdf", "returned application/pdf. Pass the address of a page."],
    ["/loop", "cannot be read: redirect count exceeded."],
    ["/not-gzip", "cannot be read: incorrect header check."],
    ["/cut", "cannot be read: "],
    ["/bomb", "is larger than 16 MiB."],
  ])("rejects %s with the reason", async (path, reason) => {
    await expect(read(path)).rejects.toMatchObject({
      name: "CommandError",
      message: expect.stringContaining(`${base}${path} ${reason}`),
    });
  });

  it("stops to read a bomb soon after its limit", async () => {
    produced = 0;
    await expect(read("/bomb")).rejects.toThrow("larger than 16 MiB");
    expect(produced).toBeLessThan(400);
  });

  it.each(["/endless", "/silent", "/drip"])("gives up on %s when the time is over", async (path) => {
    await expect(read(path, 150)).rejects.toMatchObject({
      name: "CommandError",
      message: `${base}${path} cannot be read: it did not arrive within 0.15 s.`,
    });
  });

  it("names the reason if no server listens", async () => {
    await expect(download("http://127.0.0.1:1/", "a page")).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:1\/ cannot be read: /,
    );
  });
});

describe("errata adopt <url>", () => {
  it("follows redirects, and names the address in positions", async () => {
    const { code, stdout } = await runHere(["adopt", `${base}/errors`], { BASE: base });
    expect(code).toBe(0);
    expect(stdout).toContain("  # BASE/errors:5\n  SOLD_OUT:\n");
    expect(stdout).toContain("Kein Stück ist übrig.");
  });

  it("fails with one line if there is no page", async () => {
    expect(await runHere(["adopt", `${base}/gone`], { BASE: base })).toEqual({
      code: 1,
      stdout: "",
      stderr: "errata: BASE/gone returned 410. Pass the address of a page that everyone can read.\n",
    });
  });
});
