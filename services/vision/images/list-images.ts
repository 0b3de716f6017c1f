import { z } from "zod";
import { type Page, toPage } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { listQuery } from "../http.ts";
import { type Image, type ImageView, viewImage } from "./image.ts";

/** Query of `GET /v1/images`. */
export const ImageQuery = z.strictObject(listQuery);

/** Lists an account's images, newest first. */
export async function listImages(
  { store }: Backend,
  account: Account,
  { limit, cursor }: z.output<typeof ImageQuery>,
): Promise<Page<ImageView>> {
  const rows = await store.sql<Image>`
    SELECT id, file_name, media_type, width, height, frames, bytes, sha256, created_at FROM vision_images
    WHERE account_id = ${account.id}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewImage);
}
