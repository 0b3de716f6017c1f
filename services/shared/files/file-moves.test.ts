import { text } from "node:stream/consumers";
import type { Store } from "errata/store";
import { fakeClock } from "errata/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, type OpenedStore } from "../../testing/engines.ts";
import { newId } from "../http/index.ts";
import {
  discardFile,
  fileMigrations,
  type MoveBackend,
  MoveLost,
  moveLeaseMs,
  scheduleDeletion,
  sweepFiles,
  withNewFile,
} from "./file-moves.ts";
import { openFileStore } from "./stored-files.ts";

describe.each(engines)("moves of files on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    const clock = fakeClock();
    let opened: OpenedStore;
    let store: Store;
    let backend: MoveBackend;
    beforeAll(async () => {
      opened = await engine.open([fileMigrations], clock);
      ({ store } = opened);
      backend = { store, files: await openFileStore({ folder: opened.folder }, "reports"), clock };
    });
    afterAll(() => opened.drop());

    const moves = () => store.sql`SELECT file_id FROM files_moves`;
    const exists = (fileId: string) =>
      backend.files
        .read(fileId, 1)
        .then(text)
        .then(
          () => true,
          () => false,
        );
    const storeOne = (fileId: string): Promise<void> =>
      withNewFile(backend, fileId, async (move) => {
        await move.write(Buffer.from("x"));
        await store.transaction((sql) => move.end(sql));
      });

    it("keeps a file whose move was ended, and deletes one whose work fails or does not end it", async () => {
      const [stored, failed, unused] = [newId("rep"), newId("rep"), newId("rep")];
      await storeOne(stored);
      const failure = new Error("rejected");
      const failing = withNewFile(backend, failed, async (move) => {
        await move.write(Buffer.from("x"));
        throw failure;
      });
      await expect(failing).rejects.toBe(failure);
      await withNewFile(backend, unused, (move) => move.write(Buffer.from("x")));
      expect(await Promise.all([stored, failed, unused].map(exists))).toEqual([true, false, false]);
      expect(await moves()).toEqual([]);
    });

    it("leaves the upload of a live process alone, whoever starts, and deletes it once its lease has ended", async () => {
      const fileId = newId("rep");
      let sweptEarly = -1;
      const upload = withNewFile(backend, fileId, async (move) => {
        await move.write(Buffer.from("x"));
        clock.advance(moveLeaseMs - 1);
        sweptEarly = await sweepFiles(backend);
        clock.advance(1);
        expect(await sweepFiles(backend)).toBe(1);
        // Like a process that was frozen for longer than its lease, and goes on.
        await move.write(Buffer.from("x"));
        await store.transaction((sql) => move.end(sql));
      });
      await expect(upload).rejects.toBeInstanceOf(MoveLost);
      expect(sweptEarly).toBe(0);
      expect(await exists(fileId)).toBe(false);
      expect(await moves()).toEqual([]);
    });

    it("deletes every file of a dead process at the start of the only process, after its quota was released", async () => {
      const fileId = newId("rep");
      await store.sql`
        INSERT INTO files_moves (file_id, api, direction, lease_until)
        VALUES (${fileId}, 'reports', 'in', ${clock() + moveLeaseMs})`;
      await backend.files.write(fileId, Buffer.from("x"));
      const released: string[] = [];
      expect(await sweepFiles(backend, async (id) => released.push(id), true)).toBe(1);
      expect([released, await exists(fileId), await moves()]).toEqual([[fileId], false, []]);
    });

    it("leaves the moves of other APIs alone", async () => {
      await store.sql`
        INSERT INTO files_moves (file_id, api, direction, lease_until) VALUES ('rep_other', 'images', 'in', 0)`;
      expect(await sweepFiles(backend)).toBe(0);
      await store.sql`DELETE FROM files_moves`;
    });

    it("tries a deletion again until the storage allows it", async () => {
      const fileId = newId("rep");
      await storeOne(fileId);
      await store.transaction((sql) => scheduleDeletion(backend, sql, [fileId]));
      const remove = () => Promise.reject(new Error("the storage is down"));
      const broken = { ...backend, files: { ...backend.files, remove } };
      await discardFile(broken, fileId);
      await expect(sweepFiles(broken)).rejects.toThrow("the storage is down");
      expect(await exists(fileId)).toBe(true);
      clock.advance(moveLeaseMs);
      expect(await sweepFiles(backend)).toBe(1);
      expect([await exists(fileId), await moves()]).toEqual([false, []]);
    });
  });
});
