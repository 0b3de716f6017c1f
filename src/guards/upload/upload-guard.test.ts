import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../../contract/index.ts";
import { balanceMigrations, balances } from "../../store/index.ts";
import { openSqlite } from "../../store/sqlite/index.ts";
import { storageQuota } from "../balances/index.ts";
import { fileTypes } from "./file-types.ts";
import { sampleDicom, sampleDoc, sampleDocx, samplePdf } from "./testing/index.ts";
import { type IncomingUpload, type UploadGuardOptions, uploadGuard } from "./upload-guard.ts";
import { fileSink, type MemorySink, memorySink } from "./upload-sink.ts";

const api = contract({
  name: "uploads",
  version: "1.0.0",
  errors: {
    FILE_TOO_LARGE: {
      kind: "payload_too_large",
      when: "The file is larger than the limit.",
      message: "At most {maxBytes} bytes.",
      details: z.object({ maxBytes: z.number(), actualBytes: z.number().optional() }),
    },
    INVALID_TYPE: {
      kind: "unsupported_media",
      when: "The file is none of the accepted types.",
      message: "Not an accepted type.",
      details: z.object({
        accepted: z.array(z.string()),
        detected: z.string().nullable(),
        declared: z.string().nullable(),
        extension: z.string(),
        reason: z.string(),
      }),
    },
    EMPTY_FILE: { kind: "invalid_value", when: "The file has no bytes.", message: "The file is empty." },
    STORAGE_FULL: { kind: "storage_quota_exceeded", when: "The quota is used up.", message: "Storage is full." },
  },
});
const { pdf, doc, docx, txt, dicom } = fileTypes;
const MAX = 20_000;

async function* pieces(content: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

function receive(
  upload: Partial<IncomingUpload> & { content?: Uint8Array },
  over: Partial<UploadGuardOptions> = {},
  sink: MemorySink = memorySink(),
): Promise<Awaited<ReturnType<ReturnType<typeof uploadGuard>>>> {
  const guard = uploadGuard({
    accept: [pdf, doc, docx, txt],
    maxBytes: MAX,
    tooLarge: api.error.FILE_TOO_LARGE,
    wrongType: api.error.INVALID_TYPE,
    empty: api.error.EMPTY_FILE,
    ...over,
  });
  return guard({ fileName: "report.pdf", body: pieces(upload.content ?? samplePdf()), ...upload }, sink);
}

const refusal = (work: Promise<unknown>): Promise<ApiError<string, any>> =>
  work.then(
    () => expect.fail("the file was accepted"),
    (error) => error,
  );
const text = (bytes: number): Buffer => Buffer.alloc(bytes, "a");

describe("uploadGuard", () => {
  it.each([
    ["report.pdf", samplePdf(), "PDF"],
    ["report.PDF", samplePdf(), "PDF"],
    ["report.doc", sampleDoc(), "DOC"],
    ["report.docx", sampleDocx(), "DOCX"],
    ["report.txt", Buffer.from("Findings: none."), "TXT"],
  ])("accepts %s and stores it byte for byte", async (fileName, content, name) => {
    const sink = memorySink();
    const accepted = await receive({ fileName, content }, {}, sink);
    expect(accepted).toMatchObject({ fileName, bytes: content.length, type: { name } });
    expect(accepted.mediaType).toBe(accepted.type.mediaTypes[0]);
    expect(Buffer.compare(sink.content(), content)).toBe(0);
  });

  it("accepts a web stream or an async iterable with chunks of any size", async () => {
    const body = new Blob([new Uint8Array(sampleDocx())]).stream();
    expect((await receive({ fileName: "a.docx", body })).type).toBe(docx);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 500 }), async (size) => {
        const { bytes } = await receive({ fileName: "a.docx", body: pieces(sampleDocx(), size) });
        expect(bytes).toBe(sampleDocx().length);
      }),
      { numRuns: 20 },
    );
  });

  it("accepts a file of exactly maxBytes and rejects one byte more, declared or counted", async () => {
    const fileName = "a.txt";
    await receive({ fileName, content: text(MAX) });
    const declared = await refusal(receive({ fileName, content: text(MAX + 1), declaredBytes: MAX + 1 }));
    expect([declared.code, declared.details]).toEqual(["FILE_TOO_LARGE", { maxBytes: MAX, actualBytes: MAX + 1 }]);
    const counted = await refusal(receive({ fileName, content: text(MAX + 1) }));
    expect(counted.details).toEqual({ maxBytes: MAX, actualBytes: MAX + 1 });
    const lying = await refusal(receive({ fileName, content: text(MAX + 1), declaredBytes: 5 }));
    expect(lying.details).toEqual({ maxBytes: MAX, actualBytes: MAX + 1 });
  });

  it("stops storing at maxBytes, discards up to discardBytes, then ends the body and reports no size", async () => {
    let produced = 0;
    let isEnded = false;
    let most = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          produced += 1_000;
          yield text(1_000);
        }
      } finally {
        isEnded = true;
      }
    }
    const sink = memorySink();
    const watched = {
      ...sink,
      write: async (chunk: Uint8Array) => {
        await sink.write(chunk);
        most = sink.content().length;
      },
    };
    const rejected = await refusal(receive({ fileName: "a.txt", body: endless() }, { discardBytes: 5_000 }, watched));
    expect(rejected.details).toEqual({ maxBytes: MAX });
    expect([produced, isEnded, most, sink.content().length]).toEqual([MAX + 6_000, true, MAX, 0]);
  });

  it.each([
    ["an HTML page named PDF", "report.pdf", Buffer.from("<html></html>"), null, "not_accepted"],
    ["a PDF named TXT", "report.txt", samplePdf(), null, "mismatch"],
    ["a DOCX named DOC", "report.doc", sampleDocx(), null, "mismatch"],
    ["a PDF declared as text", "report.pdf", samplePdf(), "text/plain", "mismatch"],
    ["a PDF named EXE", "report.pdf.exe", samplePdf(), null, "mismatch"],
    ["a PDF without an extension", "report", samplePdf(), null, "mismatch"],
    ["a type that is not accepted", "scan.dcm", sampleDicom(), "application/dicom", "not_accepted"],
    ["a large text named PDF", "report.pdf", text(10_000), null, "mismatch"],
    ["a large unknown file", "report.pdf", Buffer.alloc(10_000), null, "not_accepted"],
    ["a truncated PDF", "report.pdf", samplePdf().subarray(0, 90), null, "damaged"],
    ["a PDF that is also an archive", "report.pdf", Buffer.concat([samplePdf(), sampleDocx()]), null, "polyglot"],
  ])("rejects %s and stores nothing", async (_, fileName, content, declaredType, reason) => {
    const sink = memorySink();
    const rejected = await refusal(receive({ fileName, content, declaredType }, {}, sink));
    expect([rejected.code, rejected.details.reason]).toEqual(["INVALID_TYPE", reason]);
    expect(rejected.details.accepted).toEqual(["PDF", "DOC", "DOCX", "TXT"]);
    expect(sink.content()).toHaveLength(0);
  });

  it("reports the detected type, the declared type and the extension", async () => {
    const rejected = await refusal(
      receive({ fileName: "Report.TXT", content: samplePdf(), declaredType: "Text/Plain; charset=utf-8" }),
    );
    expect(rejected.details).toMatchObject({ detected: "application/pdf", declared: "text/plain", extension: "txt" });
  });

  it("ignores a generic declared type and media type parameters", async () => {
    await receive({ declaredType: "application/octet-stream" });
    await receive({ declaredType: "" });
    await receive({ declaredType: "Application/PDF; name=report.pdf" });
    await receive(
      { fileName: "IM000001", content: sampleDicom(), declaredType: "application/dicom" },
      { accept: [dicom] },
    );
  });

  it("rejects a wrong file after its first 4096 bytes, without storing the rest", async () => {
    let stored = 0;
    const sink = memorySink();
    const counting = {
      ...sink,
      write: async (chunk: Uint8Array) => {
        stored += chunk.byteLength;
        await sink.write(chunk);
      },
    };
    await refusal(receive({ content: text(MAX) }, {}, counting));
    expect(stored).toBeLessThan(5_000);
  });

  it("throws `empty` for an empty file", async () => {
    expect((await refusal(receive({ content: new Uint8Array() }))).code).toBe("EMPTY_FILE");
  });

  it("rethrows errors of the body, the sink and beforeStore, and stores nothing", async () => {
    const sink = memorySink();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield samplePdf().subarray(0, 10);
      throw new DOMException("The client went away.", "AbortError");
    }
    await expect(receive({ body: broken() }, {}, sink)).rejects.toThrow("went away");
    const full = { ...sink, write: () => Promise.reject(new Error("ENOSPC")) };
    await expect(receive({}, {}, full)).rejects.toThrow("ENOSPC");
    await expect(receive({ beforeStore: () => Promise.reject(new Error("quota")) }, {}, sink)).rejects.toThrow("quota");
    expect(sink.content()).toHaveLength(0);
  });

  it("throws for an invalid maxBytes", () => {
    expect(() => receive({}, { maxBytes: Number.NaN })).toThrow(/maxBytes.*1 or more.*NaN/);
  });
});

describe("uploadGuard with a storage quota", () => {
  it("counts the received bytes, and frees the reservation when the upload is aborted or the quota is reached", async () => {
    const store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
    const quota = storageQuota({
      store,
      balances: balances({ unit: "bytes" }),
      full: api.error.STORAGE_FULL,
      stepBytes: 2_000,
    });
    await store.transaction((sql) => quota.setQuota(sql, "acme", 10_000));
    const keep = (body: AsyncIterable<Uint8Array>): Promise<unknown> =>
      quota.keep(
        { account: "acme" },
        {
          receive: (reservation) => receive({ fileName: "a.txt", body, beforeStore: reservation.grow }),
          bytes: ({ bytes }) => bytes,
          effect: async () => undefined,
        },
      );
    const usage = async (): Promise<[number, number]> => {
      const { usedBytes, reservedBytes } = await quota.usage(store.sql, "acme");
      return [usedBytes, reservedBytes];
    };
    await keep(pieces(text(6_500)));
    expect(await usage()).toEqual([6_500, 0]);
    async function* aborted(): AsyncGenerator<Uint8Array> {
      yield text(1_000);
      expect(await usage()).toEqual([6_500, 2_000]);
      throw new DOMException("The client went away.", "AbortError");
    }
    await expect(keep(aborted())).rejects.toThrow("went away");
    expect((await refusal(keep(pieces(text(3_501))))).code).toBe("STORAGE_FULL");
    expect(await usage()).toEqual([6_500, 0]);
    await keep(pieces(text(3_500)));
    expect(await usage()).toEqual([10_000, 0]);
    await store.close();
  });
});

describe("fileSink", () => {
  const folder = mkdtempSync(join(tmpdir(), "errata-upload-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("creates a private file, and deletes it when the upload is rejected", async () => {
    const kept = join(folder, "kept");
    await receive({}, {}, (await fileSink(kept)) as MemorySink);
    expect(Buffer.compare(readFileSync(kept), samplePdf())).toBe(0);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    const rejected = join(folder, "rejected");
    await refusal(receive({ content: text(100) }, {}, (await fileSink(rejected)) as MemorySink));
    expect(existsSync(rejected)).toBe(false);
  });

  it("never overwrites a file", async () => {
    const taken = join(folder, "taken");
    writeFileSync(taken, "mine");
    await expect(fileSink(taken)).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(taken, "utf8")).toBe("mine");
  });
});
