import { type UploadGuard, uploadGuard, type WrongTypeDetails } from "errata/guards/upload";
import type { TransactionSql } from "errata/store";
import { storeFile, type Upload } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { invalidField } from "../invalid-field.ts";
import { decodeImage, processingError } from "./decode-image.ts";
import type { Image } from "./image.ts";
import { imageTypes } from "./image-types.ts";

const refuse = vision.operation("POST /v1/images");

const faults: Readonly<Record<Exclude<WrongTypeDetails["reason"], "damaged">, string>> = {
  not_accepted: "The file is no PNG, JPEG, WebP, GIF or AVIF image.",
  mismatch: "The file is an image of another type than its name or its media type says.",
  polyglot: "The file is an image and a file of another type at once.",
  empty: "The file is empty.",
};

/** Says how large a file of an account can be at most: what exceeds its whole storage fits after no deletion. */
export async function largestImage({ storage, store }: Backend, account: Account): Promise<number> {
  const { quotaBytes } = await storage.usage(store.sql, account.id);
  return Math.max(1, Math.min(vision.limits.imageBytes, quotaBytes));
}

function receiver(maxBytes: number): UploadGuard {
  return uploadGuard({
    accept: imageTypes,
    maxBytes,
    tooLarge: refuse.HTTP_413,
    wrongType: ({ reason }) =>
      reason === "damaged" ? processingError(new Error("its end is missing")) : invalidField("file", faults[reason]),
    discardBytes: vision.limits.imageBytes,
  });
}

/**
 * Stores an image, once all of its pixels were decoded.
 *
 * @param maxBytes what `largestImage` gave
 * @throws HTTP_413, VALIDATION_ERROR, IMAGE_PROCESSING_ERROR, STORAGE_QUOTA_EXCEEDED, IMAGE_EXISTS
 */
export async function storeImage(
  backend: Backend,
  account: Account,
  { fileName, mediaType, content, declaredBytes }: Upload,
  maxBytes: number,
): Promise<Image> {
  // Before any room is held for it: a file that fits after no deletion is too large, and not one too many.
  if (declaredBytes !== null && declaredBytes > maxBytes) {
    throw refuse.HTTP_413({ maxBytes, actualBytes: declaredBytes });
  }
  const fileId = newId("img");
  const receive = receiver(maxBytes);
  return await storeFile(backend, {
    fileId,
    account: account.id,
    declaredBytes,
    async receive(sink, beforeStore) {
      const upload = {
        fileName: fileName ?? "image",
        declaredType: mediaType,
        body: content,
        beforeStore,
      };
      const accepted = await receive(upload, sink);
      return { accepted, decoded: await decodeImage(await backend.files.head(fileId, accepted.bytes)) };
    },
    async record(sql, { bytes, sha256 }, { accepted, decoded }) {
      const { width, height, frames } = decoded;
      const row: Image = {
        id: fileId,
        file_name: accepted.fileName,
        media_type: accepted.mediaType,
        ...{ width, height, frames, bytes, sha256 },
        created_at: backend.clock(),
      };
      await insertImage(sql, account, row);
      return row;
    },
  });
}

/** Leaves it to the unique index who of two simultaneous uploads comes first. */
async function insertImage(sql: TransactionSql, account: Account, row: Image): Promise<void> {
  const inserted = await sql`
    INSERT INTO vision_images
      (id, account_id, file_name, media_type, width, height, frames, bytes, sha256, created_at)
    VALUES (${row.id}, ${account.id}, ${row.file_name}, ${row.media_type}, ${row.width}, ${row.height},
      ${row.frames}, ${row.bytes}, ${row.sha256}, ${row.created_at})
    ON CONFLICT DO NOTHING RETURNING id`;
  if (inserted.length === 1) return;
  const [other] = await sql<{ id: string }>`
    SELECT id FROM vision_images WHERE account_id = ${account.id} AND sha256 = ${row.sha256}`;
  throw refuse.IMAGE_EXISTS(other === undefined ? {} : { imageId: other.id });
}
