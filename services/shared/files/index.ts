/** Receives files as streams, counts them against quotas, stores them completely or not at all, sends them, and lists the movements of their storage. */

export { describeDownload } from "./describe-download.ts";
export { downloadCodes, downloadErrors } from "./download-errors.ts";
export {
  discardFile,
  type FileMove,
  fileMigrations,
  scheduleDeletion,
  sweepFiles,
  withNewFile,
} from "./file-moves.ts";
export { type ByteRange, type FileStore, GB, MB, type ReceivedFile } from "./file-store.ts";
export { joinFiles } from "./join-files.ts";
export { listStorage, storageMovements } from "./list-storage.ts";
export type { FormError } from "./read-multipart.ts";
export { readUpload, type Upload, type UploadOptions } from "./read-upload.ts";
export { s3Client } from "./s3-client.ts";
export { sendDownload } from "./send-download.ts";
export { bucketPlace, folderPlace, type SharedPlace } from "./shared-place.ts";
export {
  type FileBackend,
  type FilesOptions,
  fileSweeper,
  openFileStore,
  reconcileFiles,
  scheduleFileDeletion,
  storeFile,
} from "./stored-files.ts";
