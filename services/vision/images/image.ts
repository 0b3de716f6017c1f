import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";

/** A row of the table of images. */
export interface Image {
  readonly id: string;
  readonly file_name: string;
  readonly media_type: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly created_at: number;
}

/** Finds an image of an account. @throws IMAGE_NOT_FOUND */
export async function findImage(sql: Sql, account: Account, imageId: string): Promise<Image> {
  const [image] = await sql<Image>`
    SELECT id, file_name, media_type, width, height, frames, bytes, sha256, created_at FROM vision_images
    WHERE id = ${imageId} AND account_id = ${account.id}`;
  if (image === undefined) throw vision.error.IMAGE_NOT_FOUND();
  return image;
}

/** An image in responses. */
export interface ImageView {
  readonly id: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: string;
}

/** Converts an image to its form in responses. */
export function toWire({ id, file_name, media_type, width, height, frames, bytes, ...row }: Image): ImageView {
  return {
    id,
    fileName: file_name,
    mediaType: media_type,
    width,
    height,
    frames,
    bytes,
    sha256: row.sha256,
    createdAt: isoTime(row.created_at),
  };
}
