import { describe, expect, it } from "vitest";
import { dicomFile, newUid } from "../../testing/dicom-file.ts";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, newCustomer, newStudy, scan, uploadScan } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const raw = { "Content-Type": "application/dicom" };

/** Returns the file with another last pixel. */
const changed = (file: Uint8Array<ArrayBuffer>) => file.with(-1, (file.at(-1) ?? 0) ^ 1);

describe("INSTANCE_CONFLICT", () => {
  recordsExchange(imagingDemo, "INSTANCE_CONFLICT", {
    steps: [
      newCustomer,
      newStudy,
      uploadScan(Buffer.from(changed(new Uint8Array(scan))), "other pixels with the same UIDs"),
    ],
    works: uploadScan(scan, "the stored scan again"),
  });

  onEveryEngine((running) => {
    it("returns 409 for an instance with the UID of a stored one and other bytes, which stores and charges nothing", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const [studyUid, instanceUid] = [newUid(), newUid()];
      const file = dicomFile({ studyUid, instanceUid });
      expect((await partner.send("POST", path, file, raw)).status).toBe(201);
      const conflict = {
        code: "INSTANCE_CONFLICT",
        message: "The customer already has another instance with this SOP Instance UID.",
        details: { studyUid, instanceUid },
      };
      expectError(await partner.send("POST", path, changed(file), raw), 409, conflict);
      expectError(await partner.upload(path, changed(file), "scan.dcm", "application/dicom"), 409, conflict);
      expect((await partner.send("POST", path, file, raw)).status).toBe(200);
      expect((await partner.get("/v1/usage")).json.data).toMatchObject({ instances: 1, storedBytes: file.byteLength });
    });

    it("returns 409 to all but the equal ones of simultaneous uploads", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const file = dicomFile();
      const files = [file, changed(file), file, changed(file)];
      const replies = await Promise.all(files.map((each) => partner.send("POST", path, each, raw)));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 201, 409, 409]);
    });

    it("returns 409 with the study of the stored instance for its UID in another study", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const [studyUid, instanceUid, otherStudy] = [newUid(), newUid(), newUid()];
      const file = dicomFile({ studyUid, instanceUid });
      expect((await partner.send("POST", path, file, raw)).status).toBe(201);
      expectError(await partner.send("POST", path, dicomFile({ studyUid: otherStudy, instanceUid }), raw), 409, {
        code: "INSTANCE_CONFLICT",
        message: "The customer already has another instance with this SOP Instance UID.",
        details: { studyUid, instanceUid },
      });
      expect((await partner.get(`${path}/${otherStudy}`)).status).toBe(404);
      expect((await partner.get("/v1/usage")).json.data).toMatchObject({ instances: 1, storedBytes: file.byteLength });

      expect((await partner.send("DELETE", `${path}/${studyUid}`)).status).toBe(200);
      const again = await partner.send("POST", path, dicomFile({ studyUid: otherStudy, instanceUid }), raw);
      expect(again.status).toBe(201);
    });

    it("stores one of eight instances with the same UID that are uploaded to eight studies at the same time", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const instanceUid = newUid();
      const files = Array.from({ length: 8 }, () => dicomFile({ instanceUid }));
      const replies = await Promise.all(files.map((each) => partner.send("POST", path, each, raw)));
      expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
      expect((await partner.get(path)).json.data.items).toHaveLength(1);
      expect((await partner.get("/v1/usage")).json.data.instances).toBe(1);
    });

    it("accepts the same UID for another customer", async () => {
      const partner = await running().openPartner();
      const [one, other] = [await partner.newCustomer(), await partner.newCustomer()];
      const file = dicomFile();
      expect((await partner.send("POST", `/v1/customers/${one}/studies`, file, raw)).status).toBe(201);
      expect((await partner.send("POST", `/v1/customers/${other}/studies`, changed(file), raw)).status).toBe(201);
    });
  });
});
