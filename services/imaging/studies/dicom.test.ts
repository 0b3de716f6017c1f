import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dicomFile, newUid } from "../../testing/dicom-file.ts";
import { openElement, part10, type RawElement, rawElement, rawItem, syntaxes } from "../../testing/raw-dicom.ts";
import { readDicomHeader } from "./dicom.ts";

const read = (file: Uint8Array) =>
  readDicomHeader({ bytes: file.byteLength, read: async (at, length) => file.subarray(at, at + length) });

const uids: readonly RawElement[] = [
  [0x0020000d, "UI", "1.2.3"],
  [0x0020000e, "UI", "1.2.3.4"],
];
const instance: RawElement = [0x00080018, "UI", "1.2.3.4.5"];
const plain = Buffer.concat([instance, ...uids].map((element) => rawElement(element)));

describe("readDicomHeader", () => {
  it("reads the study, the series and the instance, and nothing about the patient", async () => {
    const [studyUid, seriesUid, instanceUid] = [newUid(), newUid(), newUid()];
    expect(await read(dicomFile({ studyUid, seriesUid, instanceUid, modality: "MR" }))).toEqual({
      studyUid,
      seriesUid,
      instanceUid,
      modality: "MR",
      bodyPart: "CHEST",
      studyDescription: "Thorax, low dose",
      seriesDescription: "Axial 1.0",
      studyDate: "2026-03-01",
    });
  });

  it.each(["explicitLittleEndian", "implicitLittleEndian", "explicitBigEndian"] as const)(
    "reads elements in the transfer syntax %s",
    async (name) => {
      const elements: readonly RawElement[] = [instance, [0x00081030, "LO", "Knee"], ...uids];
      const file = part10(syntaxes[name], ...elements.map((element) => rawElement(element, name)));
      expect(await read(file)).toMatchObject({ studyUid: "1.2.3", instanceUid: "1.2.3.4.5", studyDescription: "Knee" });
    },
  );

  it("continues after values and sequences of several MiB, and reads only a little of the file", async () => {
    const nested = [
      openElement(0x00091002, "SQ"),
      openElement(0xfffee000),
      rawElement([0x00091003, "OB", Buffer.alloc(2 << 20)]),
      openElement(0x00091004, "UN"),
      rawItem(0xfffee000, Buffer.alloc(3 << 20)),
      rawItem(0xfffee0dd),
      rawItem(0xfffee00d),
      rawItem(0xfffee0dd),
    ];
    const large = rawElement([0x00091001, "OB", Buffer.alloc(5 << 20)]);
    const file = part10(
      syntaxes.explicitLittleEndian,
      rawElement(instance),
      large,
      ...nested,
      ...uids.map((uid) => rawElement(uid)),
    );
    let bytes = 0;
    const header = await readDicomHeader({
      bytes: file.byteLength,
      async read(at, length) {
        bytes += length;
        return file.subarray(at, at + length);
      },
    });
    expect(header).toMatchObject({ studyUid: "1.2.3", seriesUid: "1.2.3.4", instanceUid: "1.2.3.4.5" });
    expect(bytes).toBeLessThan(512 * 1024);
  });

  it("ignores the zeros that fill the end of a file", async () => {
    expect(await read(part10(syntaxes.explicitLittleEndian, plain, Buffer.alloc(2048)))).toMatchObject({
      studyUid: "1.2.3",
    });
  });

  it.each([
    ["20260301", "2026-03-01"],
    ["2026.03.01", "2026-03-01"],
    ["20240229", "2024-02-29"],
    ["20269999", null],
    ["20260230", null],
    ["20250229", null],
    ["20260001", null],
    ["00000101", null],
    ["2026-03-01", null],
    ["202603", null],
    ["2026.0301", null],
  ])("reads the study date %s as %s", async (value, studyDate) => {
    const file = part10(syntaxes.explicitLittleEndian, rawElement([0x00080020, "DA", value]), plain);
    expect(await read(file)).toMatchObject({ studyDate });
  });

  it("omits every date that is not in the calendar", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 99_999_999 }), async (number) => {
        const digits = String(number).padStart(8, "0");
        const file = part10(syntaxes.explicitLittleEndian, rawElement([0x00080020, "DA", digits]), plain);
        const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6))];
        const lastDay = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
        const isReal = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= lastDay;
        const studyDate = isReal ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` : null;
        expect(await read(file)).toMatchObject({ studyDate });
      }),
    );
  });
});

describe("readDicomHeader, for a file that is not accepted,", () => {
  const fragments = [openElement(0x7fe00010, "OB"), rawItem(0xfffee000), rawItem(0xfffee000, Buffer.alloc(600, 7))];
  const encapsulated = part10(syntaxes.jpeg, plain, ...fragments, rawItem(0xfffee0dd));
  const native = dicomFile();

  it("names an element that it has twice, of which readers would use either", async () => {
    const other = rawElement([0x0020000d, "UI", "1.2.4"]);
    expect(await read(part10(syntaxes.explicitLittleEndian, plain, other))).toBe(
      "has the element (0020,000D) more than once",
    );
  });

  it("accepts encapsulated pixel data that is complete", async () => {
    expect(await read(encapsulated)).toMatchObject({ studyUid: "1.2.3" });
  });

  it.each([
    ["its delimiter is missing", encapsulated.subarray(0, -8)],
    ["its delimiter is incomplete", encapsulated.subarray(0, -1)],
    ["a fragment is incomplete", encapsulated.subarray(0, -10)],
    ["the fragments are missing", encapsulated.subarray(0, -(8 + 608 + 8))],
    ["native pixels are missing", native.subarray(0, -2)],
  ])("names truncated pixel data when %s", async (_, file) => {
    expect(await read(file)).toBe("ends in the middle of its pixel data");
  });

  it("names damaged pixel data when something else follows a fragment", async () => {
    expect(await read(part10(syntaxes.jpeg, plain, ...fragments, plain))).toBe("has damaged pixel data");
  });

  it.each([
    ["a deflated data set", deflateRawSync(plain)],
    [
      "a deflated data set that looks like elements",
      Buffer.from("\xff\xff\xff\xffSQ\xff\xff\xff\xff\xff\xff", "latin1"),
    ],
    ["nothing", Buffer.alloc(0)],
  ])("names the compression of %s", async (_, dataSet) => {
    expect(await read(part10(syntaxes.deflated, dataSet))).toBe("is deflated, which is not supported");
  });

  it("names the header when the file ends in it, wherever it is cut", async () => {
    const file = part10(syntaxes.explicitLittleEndian, plain);
    const start = file.byteLength - plain.byteLength;
    const ends = [0, 1, 2].map((index) => plain.indexOf(Buffer.from("UI"), index * 18) + start - 4);
    for (let end = start + 1; end < file.byteLength; end += 1) {
      if (!ends.includes(end)) expect(await read(file.subarray(0, end))).toBe("ends in the middle of its header");
    }
  });

  it.each([
    ["nothing", new Uint8Array(0), "is not a DICOM Part 10 file"],
    ["text", new TextEncoder().encode("%PDF-1.7 not an image"), "is not a DICOM Part 10 file"],
    ["zeros", new Uint8Array(4096), "is not a DICOM Part 10 file"],
    ["only a preamble", native.subarray(0, 132), "has no Transfer Syntax UID (0002,0010)"],
    [
      "no study",
      part10(syntaxes.explicitLittleEndian, rawElement(instance)),
      "has no valid Study Instance UID (0020,000D)",
    ],
  ])("names the problem of %s", async (_, file, problem) => {
    expect(await read(file)).toBe(problem);
  });

  it("never throws and always ends, whatever follows the prefix", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom(...Object.values(syntaxes)),
        async (bytes, syntax) => {
          expect(["string", "object"]).toContain(typeof (await read(part10(syntax, bytes))));
        },
      ),
    );
  });
});
