import { describe, expect, it } from "vitest";
import { dicomFile } from "../../testing/dicom-file.ts";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, newCustomer, newStudy } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const message = "Storage quota exceeded.";
const headers = { "Content-Type": "application/dicom" };

describe("STORAGE_FULL", () => {
  recordsExchange(imagingDemo, "STORAGE_FULL", {
    steps: [
      newCustomer,
      as("acme").send(
        "POST",
        "/v1/customers/{{customerId}}/studies",
        { repeat: "0", times: 1_000_001 },
        { note: "1,000,001 bytes, quota 1,000,000", headers },
      ),
    ],
    works: newStudy,
  });

  onEveryEngine((running) => {
    it("returns 402 for an upload larger than the remaining quota, and 201 for one that fits", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer({ planId: "pocket" })}/studies`;
      const first = dicomFile({ pixelBytes: 600_000 });
      expect((await partner.send("POST", path, first, headers)).status).toBe(201);
      const overhead = first.byteLength - 600_000;
      const room = 1_000_000 - first.byteLength;
      const tooLarge = dicomFile({ pixelBytes: room - overhead + 2 });
      const reply = await partner.send("POST", path, tooLarge, headers);
      expectError(reply, 402, {
        code: "STORAGE_FULL",
        message,
        details: { quotaGB: 0.001, usedBytes: first.byteLength, requiredBytes: tooLarge.byteLength },
      });
      expect(reply.headers.get("x-should-retry")).toBe("false");
      const fitting = dicomFile({ pixelBytes: (room - overhead) & ~1 });
      expect((await partner.send("POST", path, fitting, headers)).status).toBe(201);
      expect((await partner.get("/v1/usage")).json.data.storedBytes).toBe(first.byteLength + fitting.byteLength);
    });

    it("returns 402 at the first byte over the quota for an upload without Content-Length", async () => {
      const partner = await running().openPartner();
      const customerId = await partner.newCustomer({ planId: "pocket" });
      const file = dicomFile({ pixelBytes: 1_200_000 });
      const response = await fetch(`${running().url}/v1/customers/${customerId}/studies`, {
        method: "POST",
        headers: { ...headers, Authorization: `Bearer ${partner.key}` },
        body: new Blob([file]).stream(),
        duplex: "half",
      } as RequestInit);
      expect(response.status).toBe(402);
      const { details } = ((await response.json()) as any).error;
      expect(details).toMatchObject({ quotaGB: 0.001, usedBytes: 0 });
      expect(details.requiredBytes).toBeGreaterThan(1_000_000);
      expect((await partner.get("/v1/usage")).json.data.storedBytes).toBe(0);
    });

    const textHead = '--X\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
    const text = (bytes: number) => new Uint8Array(bytes).fill(0x61);

    it.each([undefined, "chunked"] as const)(
      "returns 201 for a form whose file fills the quota, and 402 with the size of the file for one byte more (%s)",
      async (way) => {
        const { partner, customerId, path } = await running().openStudy({ planId: "pocket" });
        const { storedBytes } = (await partner.get("/v1/usage")).json.data;
        const room = 1_000_000 - storedBytes;
        const upload = (bytes: number) => partner.sendForm(path, [textHead, text(bytes), "\r\n--X--\r\n"], way);
        expectError(await upload(room + 1), 402, {
          code: "STORAGE_FULL",
          message,
          details: { quotaGB: 0.001, usedBytes: storedBytes, requiredBytes: room + 1 },
        });
        expect((await upload(room)).status).toBe(201);
        expectError(await upload(1), 402, {
          code: "STORAGE_FULL",
          message,
          details: { quotaGB: 0.001, usedBytes: 1_000_000, requiredBytes: 1 },
        });
        const { storage, store } = running().service.backend;
        expect(await storage.usage(store.sql, customerId)).toMatchObject({ availableBytes: 0, reservedBytes: 0 });
      },
    );

    it("counts bytes that other uploads have reserved, so that the numbers in the details add up", async () => {
      const { partner, customerId, path } = await running().openStudy({ planId: "pocket" });
      const { storedBytes } = (await partner.get("/v1/usage")).json.data;
      const hold = await running().service.backend.storage.reserve({ account: customerId, declaredBytes: 600_000 });
      const reply = await partner.sendForm(path, [textHead, text(600_000), "\r\n--X--\r\n"]);
      expect(reply.json.error.details).toEqual({
        quotaGB: 0.001,
        usedBytes: storedBytes + 600_000,
        requiredBytes: 600_000,
      });
      await hold.release();
    });

    it("returns 402 for a change to a plan whose quota is smaller than the stored bytes", async () => {
      const partner = await running().openPartner();
      const customerId = await partner.newCustomer({ planId: "starter" });
      const file = dicomFile({ pixelBytes: 1_100_000 });
      await partner.send("POST", `/v1/customers/${customerId}/studies`, file, headers);
      expectError(await partner.put(`/v1/customers/${customerId}/plan`, { planId: "pocket" }), 402, {
        code: "STORAGE_FULL",
        message,
        details: { quotaGB: 0.001, usedBytes: file.byteLength, requiredBytes: file.byteLength },
      });
      expect((await partner.get(`/v1/customers/${customerId}`)).json.data.planId).toBe("starter");
    });

    it("accepts exactly as many simultaneous uploads as fit the quota", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer({ planId: "pocket" })}/studies`;
      const uploads = Array.from({ length: 12 }, () =>
        partner.send("POST", path, dicomFile({ pixelBytes: 199_000 }), headers),
      );
      const statuses = (await Promise.all(uploads)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(5);
      expect(statuses.filter((status) => status === 402)).toHaveLength(7);
    });
  });
});
