/** Takes files in and out: streamed, counted against quotas, whole on the disk or not there at all. */

export { GB, MB } from "./byte-sizes.ts";
export { type FileKeeping, fileMigrations } from "./file-keeping.ts";
export { type ByteRange, type FileStore, openFileStore, type ReceivedFile } from "./file-store.ts";
export type { FormFault } from "./read-multipart.ts";
export { readUpload, type Upload } from "./read-upload.ts";
export { reconcile } from "./reconcile.ts";
export { giveUp, takeIn } from "./take-in.ts";
export { noteRemoval } from "./take-out.ts";
