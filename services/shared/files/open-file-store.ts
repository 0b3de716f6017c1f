import type { FileStore } from "./file-store.ts";
import { folderFiles } from "./folder-files.ts";
import { type S3Options, s3Client } from "./s3-client.ts";
import { s3Files } from "./s3-files.ts";

/** Where files are stored. */
export interface FilesOptions {
  /** Folder for files, or for the uploads under way if there is a bucket. Each API creates a folder of its own name in it. */
  readonly folder: string;
  /** Bucket for files, which any number of nodes share. @default none: files are stored in `folder` */
  readonly s3?: S3Options | undefined;
}

/** Opens the file store of an API. @throws TypeError for an invalid address of a bucket */
export async function openFileStore({ folder, s3 }: FilesOptions, name: string): Promise<FileStore> {
  return s3 === undefined ? await folderFiles(folder, name) : await s3Files(s3Client(s3), folder, name);
}
