import { readdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { newId } from "../../shared/http/index.ts";
import { onEveryEngine } from "../../testing/running-vision.ts";
import { openVision } from "../service.ts";

describe("a start after a crash", () => {
  onEveryEngine()((running) => {
    it("removes what was on its way in, and returns the room that it held; what is kept stays", async () => {
      const { openAccount, folder, service } = running();
      const account = await openAccount();
      const imageId = await account.newImage();
      const { store, storage, files, clock } = service.backend;
      const before = await storage.usage(store.sql, account.id);
      // What a process leaves that is killed in the middle of an upload: a note, a hold, half a file.
      const fileId = newId("img");
      await store.sql`
        INSERT INTO files_moves (file_id, folder_id, direction, started_at)
        VALUES (${fileId}, ${files.folderId}, 'in', ${clock()})`;
      await storage.reserve({ account: account.id, declaredBytes: 5_000, reservationId: fileId });
      await writeFile(`${folder}/vision/incoming/${fileId}`, "half");

      await openVision({ store, folder, clock });
      expect(await storage.usage(store.sql, account.id)).toEqual(before);
      expect(await store.sql`SELECT file_id FROM files_moves`).toEqual([]);
      expect(await readdir(`${folder}/vision/incoming`)).toEqual([]);
      expect(await readdir(`${folder}/vision/kept`)).toEqual([imageId]);
    });
  });
});
