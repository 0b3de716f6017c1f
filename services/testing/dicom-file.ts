/// <reference path="./dcmjs.d.ts" />
import dcmjs from "dcmjs";

const { DicomDict, DicomMetaDictionary } = dcmjs.data;

/** Attributes of a DICOM file. */
export interface DicomOptions {
  readonly studyUid?: string;
  readonly seriesUid?: string;
  readonly instanceUid?: string;
  readonly modality?: string;
  /** Length of the pixel data, in bytes; even. @default 512 */
  readonly pixelBytes?: number;
}

/** Returns a unique identifier. */
export function newUid(): string {
  return DicomMetaDictionary.uid();
}

/** Creates a DICOM Part 10 file with an independent implementation of the format. */
export function dicomFile(options: DicomOptions = {}): Uint8Array<ArrayBuffer> {
  const {
    studyUid = newUid(),
    seriesUid = newUid(),
    instanceUid = newUid(),
    modality = "CT",
    pixelBytes = 512,
  } = options;
  const ctImageStorage = "1.2.840.10008.5.1.4.1.1.2";
  const meta = DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: ctImageStorage,
    MediaStorageSOPInstanceUID: instanceUid,
    TransferSyntaxUID: "1.2.840.10008.1.2.1",
    ImplementationClassUID: "1.2.826.0.1.3680043.10.1",
  });
  const file = new DicomDict(meta);
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    SOPClassUID: ctImageStorage,
    SOPInstanceUID: instanceUid,
    StudyInstanceUID: studyUid,
    SeriesInstanceUID: seriesUid,
    StudyDate: "20260301",
    Modality: modality,
    BodyPartExamined: "CHEST",
    StudyDescription: "Thorax, low dose",
    SeriesDescription: "Axial 1.0",
    PatientName: "Example^Patient",
    PatientID: "EX-1",
    Rows: 16,
    Columns: 16,
    BitsAllocated: 16,
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    PixelData: [new Uint8Array(pixelBytes).fill(7).buffer],
    _vrMap: { PixelData: "OW" },
  });
  return new Uint8Array(file.write());
}
