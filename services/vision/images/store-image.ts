import type { ApiError } from "errata";
import { type UploadGuard, uploadGuard, type WrongTypeDetails } from "errata/guards/upload";
import type { TransactionSql } from "errata/store";
import { storeFile, type Upload } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import { digestOf, type Finish } from "../../shared/idempotency/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { invalidField } from "../http.ts";
import { type Image, type ImageView, toWire } from "./image.ts";
import { imageTypes } from "./image-types.ts";
import { imageError } from "./image-worker.ts";

const { HTTP_413, IMAGE_EXISTS } = vision.operation("POST /v1/images");

const typeProblems: Readonly<Record<Exclude<WrongTypeDetails["reason"], "damaged" | "not_accepted">, string>> = {
  mismatch: "The type of the image does not match its file name or media type.",
  polyglot: "The file is both an image and a file of another type.",
  empty: "The file is empty.",
};

/** Names of types that are often sent although they are not accepted, by media type. */
const otherTypes: Readonly<Record<string, string>> = {
  "image/heic": "a HEIC image",
  "image/heif": "a HEIC image",
  "image/heic-sequence": "a HEIC image",
  "image/bmp": "a BMP image",
  "image/tiff": "a TIFF image",
  "image/svg+xml": "an SVG image",
  "application/xml": "an XML document",
  "text/plain": "text",
  "application/pdf": "a PDF document",
};

/** Names the type of a file that is not accepted, if it is known. */
function notAccepted(detected: string | null): string {
  const type = otherTypes[detected ?? ""];
  const accepted = "a PNG, JPEG, WebP, GIF or AVIF image";
  return type === undefined ? `The file is not ${accepted}.` : `The file is ${type}. Send ${accepted}.`;
}

function wrongType({ reason, detected }: WrongTypeDetails): ApiError {
  if (reason === "damaged") return imageError("damaged");
  return invalidField("file", reason === "not_accepted" ? notAccepted(detected) : typeProblems[reason]);
}

/** Returns the maximum size of an image for an account, in bytes: the API's limit or the whole storage of the account. */
export async function maxImageBytes({ storage, store }: Backend, account: Account): Promise<number> {
  const { quotaBytes } = await storage.usage(store.sql, account.id);
  return Math.max(1, Math.min(vision.limits.imageBytes, quotaBytes));
}

function imageUploadGuard(maxBytes: number): UploadGuard {
  return uploadGuard({
    accept: imageTypes,
    maxBytes,
    tooLarge: HTTP_413,
    wrongType,
    discardBytes: vision.limits.imageBytes,
  });
}

/** Creates the error for an image that is too large. */
export function imageTooLarge(maxBytes: number): ApiError {
  return HTTP_413({ maxBytes });
}

/**
 * Stores an image after all of its pixels have been decoded.
 *
 * @param maxBytes result of `maxImageBytes`
 * @param finish runs last in the transaction that inserts the image
 * @returns what `finish` returns
 * @throws HTTP_413, VALIDATION_ERROR, IMAGE_PROCESSING_ERROR, RATE_LIMIT_ERROR, STORAGE_QUOTA_EXCEEDED, IMAGE_EXISTS
 */
export async function storeImage<Result>(
  backend: Backend,
  account: Account,
  { fileName, mediaType, content, declaredBytes }: Upload,
  maxBytes: number,
  finish: Finish<ImageView, Result>,
): Promise<Result> {
  // Checked before the quota: deleting other files would not make such a file fit.
  if (declaredBytes !== null && declaredBytes > maxBytes) {
    throw HTTP_413({ maxBytes, actualBytes: declaredBytes });
  }
  const fileId = newId("img");
  const receive = imageUploadGuard(maxBytes);
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
      return { accepted, info: await backend.images.inspect(account, { path: backend.files.incomingPath(fileId) }) };
    },
    async record(sql, { bytes, sha256 }, { accepted, info }) {
      const { width, height, frames } = info;
      const row: Image = {
        id: fileId,
        file_name: accepted.fileName,
        media_type: accepted.mediaType,
        ...{ width, height, frames, bytes, sha256 },
        created_at: backend.clock(),
      };
      await insertImage(sql, account, row);
      return await finish(sql, toWire(row), { subject: fileId, digest: digestOf({ fileName, mediaType }, sha256) });
    },
  });
}

/** Inserts the row. The unique index decides between simultaneous uploads of the same bytes. */
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
  throw IMAGE_EXISTS(other === undefined ? {} : { imageId: other.id });
}
