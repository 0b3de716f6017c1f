import type { z } from "zod";
import { discardFile, scheduleFileDeletion } from "../../shared/files/index.ts";
import { deletedFile } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";

/** The result of the deletion of an image. */
export const DeletedImage = deletedFile("image").meta({ title: "DeletedImage" });

/** The result of the deletion of an image. */
export type DeletedImage = z.output<typeof DeletedImage>;

/**
 * Deletes an image and the response to its upload, and releases its storage. Its analyses remain.
 *
 * @throws IMAGE_NOT_FOUND
 */
export async function deleteImage(backend: Backend, account: Account, imageId: string): Promise<DeletedImage> {
  const freedBytes = await backend.store.transaction(
    async (sql) => {
      const [deleted] = await sql<{ bytes: number }>`
        DELETE FROM vision_images WHERE id = ${imageId} AND account_id = ${account.id} RETURNING bytes`;
      if (deleted === undefined) throw vision.error.IMAGE_NOT_FOUND();
      await scheduleFileDeletion(backend, sql, { id: imageId, account: account.id, bytes: deleted.bytes });
      await backend.idempotency.records.forget(sql, account.id, imageId);
      return deleted.bytes;
    },
    { sqlOnly: true },
  );
  await discardFile(backend, imageId);
  return { id: imageId, deleted: true, freedBytes };
}
