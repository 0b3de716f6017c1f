import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { partHead, readMultipart } from "./read-multipart.ts";

const contentType = "multipart/form-data; boundary=X";
const fileHead = 'Content-Disposition: form-data; name="file"; filename="a.pdf"';
const end = "--X--\r\n";

function part(head = `${fileHead}\r\nContent-Type: application/pdf`, content = "content"): string {
  return `--X\r\n${head}\r\n\r\n${content}\r\n`;
}

async function* chunksOf(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Reads a form in chunks. Form errors are returned as they are. */
async function read(form: string, type = contentType, chunkBytes = 1 << 16) {
  const body = partHead(type).observe(chunksOf(form, chunkBytes));
  return await readMultipart(
    body,
    type,
    (error) => Object.assign(new Error(error.message), { form: `${error.field} ${error.code}` }),
    async ({ fileName, mediaType, content }) => {
      let text = "";
      for await (const chunk of content) text += Buffer.from(chunk).toString();
      return { fileName, mediaType, text };
    },
  );
}

const file = { fileName: "a.pdf", mediaType: "application/pdf", text: "content" };

describe("readMultipart", () => {
  it.each([
    ["a form", part() + end],
    ["no line break at its end", `${part()}--X--`],
    ["a preamble and an epilogue", `preamble\r\n${part()}${end}epilogue`],
    ["a folded header", part(fileHead.replace("; ", ";\r\n ").concat("\r\nContent-Type: application/pdf")) + end],
  ])("returns the file of %s, in chunks of any size", async (_, form) => {
    for (const chunkBytes of [1, 7, 1 << 16]) expect(await read(form, contentType, chunkBytes)).toEqual(file);
  });

  it.each([
    ["a path", 'filename="/etc/a.pdf"', "a.pdf"],
    ["a Windows path", 'filename="C:\\\\files\\\\a.pdf"', "a.pdf"],
    ["UTF-8", 'filename="Zoë 東京.pdf"', "Zoë 東京.pdf"],
    ["an extended parameter", "filename*=UTF-8''Zo%C3%AB.pdf", "Zoë.pdf"],
  ])("returns the base name of a file name with %s", async (_, parameter, fileName) => {
    const head = `Content-Disposition: form-data; name="file"; ${parameter}`;
    expect(await read(part(head) + end)).toMatchObject({ fileName });
  });

  it.each(["Content-Type: text/plain", "Content-Type: nonsense", "Content-Type: "])(
    "returns no media type for a part with %j, which may be the default",
    async (line) => {
      expect(await read(part(`${fileHead}\r\n${line}`) + end)).toMatchObject({ mediaType: null });
    },
  );

  const field = '--X\r\nContent-Disposition: form-data; name="note"\r\n\r\n1\r\n';
  it.each([
    ["no part", end, "file required"],
    ["no part and an epilogue", `${end}\r\nepilogue`, "file required"],
    ["a part without a disposition", part("Content-Type: text/plain") + end, "file required"],
    ["a file of another name", part(fileHead.replace('"file"', '"scan"')) + end, "scan unknown_field"],
    ["a field before the file", field + part() + end, "note unknown_field"],
    ["a field after the file", part() + field + end, "note unknown_field"],
    ["a second file", part() + part() + end, "file invalid"],
    ["a file without a name", part('Content-Disposition: form-data; name="file"') + end, "file invalid"],
    ["a file with an empty name", part(fileHead.replace("a.pdf", "")) + end, "file invalid"],
  ])("throws the API's error for a form with %s", async (_, form, expected) => {
    for (const chunkBytes of [1, 1 << 16]) {
      await expect(read(form, contentType, chunkBytes)).rejects.toMatchObject({ form: expected });
    }
  });

  it.each([
    ["that ends in the file", part().slice(0, -4)],
    ["that ends after the file", part()],
    ["that ends in the last delimiter", `${part()}--X-`],
    ["that ends in the head", "--X\r\nContent-Disposition: form-da"],
    ["without a byte", ""],
    ["whose head is empty", `--X\r\n\r\ncontent\r\n${end}`],
    ["whose head has a line without a colon", part(`${fileHead}\r\nnonsense`) + end],
    ["whose head has a space in a name", part(fileHead.replace("-", " ")) + end],
    ["whose head has a bare line feed", part(`${fileHead}\nContent-Type: application/pdf`) + end],
    ["whose head has a control character", part(fileHead.replace("a.pdf", "a\0.pdf")) + end],
    ["whose head exceeds 16 KiB", part(`${fileHead}\r\nX: ${"x".repeat(17 * 1024)}`) + end],
    ["with line feeds only", (part() + end).replaceAll("\r\n", "\n")],
    ["with another boundary", part() + end, "multipart/form-data; boundary=Y"],
    ["without a boundary", part() + end, "multipart/form-data"],
  ])("throws malformed_body for a form %s", async (_, form, type = contentType) => {
    for (const chunkBytes of [5, 1 << 16]) {
      await expect(read(form, type, chunkBytes)).rejects.toMatchObject({ condition: "malformed_body" });
    }
  });

  it("throws the handler's error when it rejects the file before its end", async () => {
    const form = chunksOf(part(undefined, "x".repeat(1 << 20)) + end, 1 << 14);
    const reading = readMultipart(
      form,
      contentType,
      ({ message }) => new Error(message),
      async ({ content }) => {
        for await (const _ of content) throw new Error("not a PDF");
      },
    );
    await expect(reading).rejects.toThrow("not a PDF");
  });

  it("throws the body's error when the connection breaks", async () => {
    async function* broken() {
      yield* chunksOf(part().slice(0, -4), 16);
      throw new Error("connection reset");
    }
    const reading = readMultipart(
      broken(),
      contentType,
      ({ message }) => new Error(message),
      async ({ content }) => {
        for await (const _ of content);
      },
    );
    await expect(reading).rejects.toThrow("connection reset");
  });

  it("reads no faster than the handler", async () => {
    let sent = 0;
    async function* large() {
      yield Buffer.from(part().slice(0, -2));
      for (; sent < 64; sent += 1) yield Buffer.alloc(1 << 16);
      yield Buffer.from(`\r\n${end}`);
    }
    let sentBefore = 64;
    await readMultipart(
      large(),
      contentType,
      ({ message }) => new Error(message),
      async ({ content }) => {
        for await (const _ of content) {
          if (sentBefore === 64) {
            await sleep(50);
            sentBefore = sent;
          }
        }
      },
    );
    expect(sentBefore).toBeLessThan(32);
  });
});

describe("partHead", () => {
  it("derives the length of the file from the length of the form", async () => {
    const head = partHead(contentType);
    const form = part(undefined, "x".repeat(1_000)) + end;
    expect(head.fileBytes(form.length)).toBeNull();
    for await (const _ of head.observe(chunksOf(form, 10)));
    expect(head.fileBytes(form.length)).toBe(1_000);
  });
});
