import { readdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { newId } from "../../shared/http/index.ts";
import { onEveryEngine } from "../../testing/running-vision.ts";
import { openVision } from "../api.ts";

describe("what another process leaves when it dies", () => {
  onEveryEngine()((running) => {
    it("is removed by a process that goes on running: uploads, and reservations of storage and images", async () => {
      const { openAccount, service, advance } = running();
      const account = await openAccount();
      const { store, storage, storageLedger, usageLedger, files, clock } = service.backend;
      const reserved = async () => [
        (await storageLedger.read(store.sql, account.id)).reserved,
        await store.sql`SELECT SUM(reserved) AS reserved FROM errata_accounts WHERE unit = ${usageLedger.unit}`,
        await store.sql`SELECT file_id FROM files_moves`,
      ];
      const none = [0, [{ reserved: 0 }], []];
      await account.newImage();
      const month = { account: `${account.id} month`, amount: 1 };
      await store.transaction((sql) => usageLedger.grant(sql, { ...month, id: newId("grt"), source: "plan" }));
      expect(await reserved()).toEqual(none);
      const fileId = newId("img");
      await store.sql`
        INSERT INTO files_moves (file_id, api, direction, lease_until)
        VALUES (${fileId}, ${files.name}, 'in', ${clock()})`;
      await storage.reserve({ account: account.id, declaredBytes: 5_000, reservationId: fileId });
      // The release of this one failed, and its move was deleted.
      await storage.reserve({ account: account.id, declaredBytes: 7_000 });
      const expiresAt = clock() + 60_000;
      await store.transaction((sql) => usageLedger.reserve(sql, { ...month, id: newId("res"), expiresAt }));
      expect(await reserved()).toEqual([12_000, [{ reserved: 1 }], [{ file_id: fileId }]]);
      advance(10 * 60_000);
      await service.cleanUp();
      expect(await reserved()).toEqual(none);
    });
  });
});

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
