/** Receives files as streams, counts them against quotas and stores them: a file is stored completely or not at all. */

export { type ByteRange, type FileStore, GB, MB, openFileStore, type ReceivedFile } from "./file-store.ts";
export type { FormError } from "./read-multipart.ts";
export { readUpload, type Upload } from "./read-upload.ts";
export {
  discardFile,
  type FileBackend,
  fileMigrations,
  reconcileFiles,
  scheduleFileDeletion,
  storeFile,
} from "./stored-files.ts";
