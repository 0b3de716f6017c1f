/** Receives files as streams, counts them against quotas, stores them completely or not at all, sends them, and lists the movements of their storage. */

export { describeDownload } from "./describe-download.ts";
export { downloadCodes, downloadErrors } from "./download-errors.ts";
export { type ByteRange, type FileStore, GB, MB, openFileStore, type ReceivedFile } from "./file-store.ts";
export { listStorage, storageMovements } from "./list-storage.ts";
export type { FormError } from "./read-multipart.ts";
export { readUpload, type Upload, type UploadOptions } from "./read-upload.ts";
export { sendDownload } from "./send-download.ts";
export {
  discardFile,
  type FileBackend,
  fileMigrations,
  reconcileFiles,
  scheduleFileDeletion,
  storeFile,
} from "./stored-files.ts";
