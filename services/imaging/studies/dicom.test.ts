import { describe, expect, it } from "vitest";
import { dicomFile, newUid } from "../../testing/dicom-file.ts";
import { headerBytes, readDicomHeader } from "./dicom.ts";

describe("readDicomHeader", () => {
  it("reads the study, the series and the instance, and nothing about the patient", () => {
    const [studyUid, seriesUid, instanceUid] = [newUid(), newUid(), newUid()];
    const file = dicomFile({ studyUid, seriesUid, instanceUid, modality: "MR" });
    expect(readDicomHeader(file, file.byteLength)).toEqual({
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

  it("needs only the first bytes of a large file", () => {
    const studyUid = newUid();
    const file = dicomFile({ studyUid, pixelBytes: 2 * headerBytes });
    expect(readDicomHeader(file.subarray(0, headerBytes), file.byteLength)).toMatchObject({ studyUid });
    expect(readDicomHeader(file.subarray(0, file.byteLength - 2 * headerBytes), file.byteLength)).toMatchObject({
      studyUid,
    });
  });

  it("rejects a truncated file", () => {
    const file = dicomFile();
    const truncated = file.subarray(0, -2);
    expect(readDicomHeader(truncated, truncated.byteLength)).toBe("ends in the middle of its pixel data");
    const stub = file.subarray(0, 500);
    expect(readDicomHeader(stub, stub.byteLength)).toMatch(/ends in the middle of its header|has no valid/);
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["text", new TextEncoder().encode("%PDF-1.7 not an image")],
    ["zeros", new Uint8Array(4096)],
    ["only a preamble", dicomFile().subarray(0, 132)],
  ])("rejects %s", (_, bytes) => {
    expect(readDicomHeader(bytes, bytes.byteLength)).toEqual(expect.any(String));
  });
});
