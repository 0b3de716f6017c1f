import { describe, expect, it } from "vitest";
import { dicomBombs } from "../../testing/dicom-bombs.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("hostile DICOM files", () => {
  onEveryEngine((running) => {
    it.each(dicomBombs)("$name is rejected and stores nothing", async ({ file }) => {
      const { openPartner, service } = running();
      const partner = await openPartner();
      const customer = await partner.newCustomer();
      const path = `/v1/customers/${customer}/studies`;
      const reply = await partner.send("POST", path, file(), { "Content-Type": "application/dicom" });
      expect(reply.status).toBe(400);
      expect(reply.json.error.code).toBe("VALIDATION_FAILED");
      expect((await partner.get(path)).json.data.items).toEqual([]);
      const { storage, store } = service.backend;
      expect(await storage.usage(store.sql, customer)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
    });
  });
});
