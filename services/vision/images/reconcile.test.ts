import { readdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { newId } from "../../shared/http/index.ts";
import { onEveryEngine } from "../../testing/running-vision.ts";
import { openVision } from "../api.ts";

describe("a start after a crash", () => {
  onEveryEngine()((running) => {
    it("removes interrupted uploads and releases their reservations, and keeps stored images", async () => {
      const { openAccount, folder, service } = running();
      const account = await openAccount();
      const imageId = await account.newImage();
      const { store, storage, files, clock } = service.backend;
      const before = await storage.usage(store.sql, account.id);
      // A process killed during an upload leaves a note, a reservation and part of a file.
      const fileId = newId("img");
      await store.sql`
        INSERT INTO files_moves (file_id, api, direction, lease_until)
        VALUES (${fileId}, ${files.name}, 'in', ${clock()})`;
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
