import { join } from "node:path";
import { documented } from "./documented.ts";
import { folderStore } from "./folder-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { type S3Options, s3Store } from "./s3-store.ts";

/** Opens the store of a URL, or a folder where there is none. */
export function openObjects(folder: string, s3: S3Options | undefined): ObjectStore {
  return documented(s3 === undefined ? folderStore(join(folder, "pdf")) : s3Store(s3));
}
