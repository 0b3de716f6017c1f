import { discardFile, scheduleFileDeletion } from "../../shared/files/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";

/** Deletes an image and releases its storage. Its analyses remain. @throws IMAGE_NOT_FOUND */
export async function deleteImage(backend: Backend, account: Account, imageId: string): Promise<void> {
  await backend.store.transaction(
    async (sql) => {
      const [deleted] = await sql<{ bytes: number }>`
        DELETE FROM vision_images WHERE id = ${imageId} AND account_id = ${account.id} RETURNING bytes`;
      if (deleted === undefined) throw vision.error.IMAGE_NOT_FOUND();
      await scheduleFileDeletion(backend, sql, { id: imageId, account: account.id, bytes: deleted.bytes });
    },
    { sqlOnly: true },
  );
  await discardFile(backend, imageId);
}
