/** Receives files: counts their bytes while they stream, and believes their content rather than their name. */
export { type Detection, detect, fileTypes } from "./detect.ts";
export { extensionOf, safeFileName } from "./file-name.ts";
export { fileSink } from "./file-sink.ts";
export type { FileType } from "./file-type.ts";
export {
  type AcceptedUpload,
  type IncomingUpload,
  type TooLargeDetails,
  type UploadGuard,
  type UploadGuardOptions,
  uploadGuard,
  type WrongTypeDetails,
} from "./upload-guard.ts";
export { type Content, type MemorySink, memorySink, type UploadSink } from "./upload-sink.ts";
