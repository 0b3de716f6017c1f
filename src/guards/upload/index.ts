/** Receives uploaded files: limits their size while they stream, and decides their type by their content. */
export { type Detection, detect } from "./detect.ts";
export { extensionOf, safeFileName } from "./file-name.ts";
export { fileTypes } from "./file-types.ts";
export {
  type AcceptedUpload,
  type IncomingUpload,
  type TooLargeDetails,
  type UploadGuard,
  type UploadGuardOptions,
  uploadGuard,
  type WrongTypeDetails,
} from "./upload-guard.ts";
export type { FileType } from "./upload-sink.ts";
export { type Content, fileSink, type MemorySink, memorySink, type UploadSink } from "./upload-sink.ts";
