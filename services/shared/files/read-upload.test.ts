import { gzipSync } from "node:zlib";
import { BodyError } from "errata/server";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { readUpload } from "./read-upload.ts";

const app = new Hono();
app.post("/", async (c) => {
  const options = {
    rawTypes: ["image/png"],
    formError: ({ field, code }: object & any) => new Error(`${field} ${code}`),
  };
  try {
    return await readUpload(c, options, async ({ content }) => {
      let bytes = 0;
      for await (const chunk of content) bytes += chunk.byteLength;
      return c.text(`${bytes} bytes`);
    });
  } catch (error) {
    return c.text(error instanceof BodyError ? error.condition : (error as Error).message);
  }
});

const head = 'Content-Disposition: form-data; name="file"; filename="a.png"';
const part = (heading: string, content = "x") => `--X\r\n${heading}\r\n\r\n${content}\r\n`;
const form = "multipart/form-data; boundary=X";
const send = async (body: BodyInit, type: string, headers: Record<string, string> = {}) => {
  // A body that is a stream needs `duplex`, which the type of the platform does not have.
  const init = { method: "POST", body, duplex: "half", headers: { "Content-Type": type, ...headers } };
  return await (await app.request("/", init)).text();
};

/** Returns a text in chunks, as it arrives from a socket. */
function inChunks(text: string): ReadableStream {
  const bytes = Buffer.from(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at + 65_536));
      at += 65_536;
      if (at >= bytes.length) controller.close();
    },
  });
}

describe("readUpload", () => {
  it.each(["gzip", "deflate", "br", "zstd", "identity, gzip", "GZIP"])(
    "rejects a body that is encoded with %s",
    async (encoding) => {
      for (const type of ["image/png", form])
        expect(await send(gzipSync(Buffer.alloc(1_000_000)), type, { "Content-Encoding": encoding })).toBe(
          "unsupported_media",
        );
    },
  );

  it("lets other requests come in between the chunks of a form", async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const chunks = 20;
    expect(await send(inChunks(`${part(head, "\r\n--".repeat(chunks * 16_384))}--X--`), form)).toBe("1310720 bytes");
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(chunks);
  });

  it("accepts a body that is not encoded, and says so", async () => {
    expect(await send("abc", "image/png", { "Content-Encoding": "identity" })).toBe("3 bytes");
    expect(await send(`${part(head)}--X--`, form)).toBe("1 bytes");
  });

  it.each([
    ["100,000 fields", () => part('Content-Disposition: form-data; name="a"').repeat(100_000), "a unknown_field"],
    ["100,000 files", () => part(head).repeat(100_000), "file invalid"],
    ["100,000 headers in a part", () => part(`${head}${"\r\nX-A: b".repeat(100_000)}`), "malformed_body"],
    ["a header of 5 MB", () => part(`${head}\r\nX-A: ${"b".repeat(5_000_000)}`), "malformed_body"],
    ["1,000,000 incomplete boundaries before it", () => `${"\r\n--".repeat(1_000_000)}\r\n${part(head)}`, "1 bytes"],
    ["1,000,000 incomplete boundaries in it", () => part(head, "\r\n--".repeat(1_000_000)), "4000000 bytes"],
    [
      "a name of 8,000 combining marks",
      () => part(head.replace("a.png", `e${"\u0301\u0327".repeat(3_500)}`)),
      "1 bytes",
    ],
  ])("reads a form with %s within a second of CPU time", async (_, content, expected) => {
    const body = `${content()}--X--\r\n`;
    const { user } = process.cpuUsage();
    expect(await send(inChunks(body), form)).toBe(expected);
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(1_000);
  });
});
