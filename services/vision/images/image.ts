import { fragment, type Sql } from "errata/store";
import { z } from "zod";
import { inPage, isoTime, type Page, Time, toPage } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import { ListQuery } from "../http.ts";
import { storedImageTypes } from "./image-types.ts";

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
export const ImageView = z
  .object({
    id: z.string().describe("Id of the image."),
    fileName: z.string().describe("Name of the uploaded file."),
    mediaType: z.string().describe("Media type of the content."),
    width: z.int().min(1).describe("Width in pixels."),
    height: z.int().min(1).describe("Height in pixels."),
    frames: z
      .int()
      .min(1)
      .describe(
        "Frames, more than one for an animation, or an AVIF file with several images, of which the primary one is analysed.",
      ),
    bytes: z.int().min(1).describe("Length of the content in bytes."),
    sha256: z.string().describe("SHA-256 of the content, hexadecimal."),
    createdAt: Time.describe("When the image was uploaded."),
  })
  .meta({ title: "Image" });

/** An image in responses. */
export type ImageView = z.output<typeof ImageView>;

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

/** Query of `GET /v1/images`. */
export const ImageQuery = ListQuery.extend({
  mediaType: z.enum(storedImageTypes).optional().describe("Lists only images of this type."),
});

/** Lists the images of an account, newest first. */
export async function listImages(
  sql: Sql,
  account: Account,
  { limit, mediaType, ...page }: z.output<typeof ImageQuery>,
): Promise<Page<ImageView>> {
  const ofType = mediaType === undefined ? fragment`` : fragment`AND media_type = ${mediaType}`;
  const rows = await sql<Image>`
    SELECT id, file_name, media_type, width, height, frames, bytes, sha256, created_at FROM vision_images
    WHERE account_id = ${account.id} ${ofType} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}
