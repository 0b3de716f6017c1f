import { describe, expect, it } from "vitest";
import { dicomFile } from "../../testing/dicom-file.ts";
import { expectError } from "../../testing/expect-error.ts";
import { httpClient } from "../../testing/http-client.ts";
import { imagingDemo, newCustomer, scan, uploadScan } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { keyIsHeld, slowBody } from "../../testing/slow-body.ts";

const headers = { "Content-Type": "application/dicom", "Idempotency-Key": "scan-1" };

describe("REQUEST_IN_PROGRESS", () => {
  recordsExchange(imagingDemo, "REQUEST_IN_PROGRESS", {
    fault: "The first request with the key is still running.",
    steps: [
      newCustomer,
      async ({ url, values, store, stopped }) => {
        const [customer] = await store.sql<{ id: string }>`SELECT id FROM imaging_customers`;
        const body = slowBody(new Uint8Array(scan), stopped);
        const path = `/v1/customers/${customer?.id}/studies`;
        void httpClient(url, values["key.acme"])
          .send("POST", path, body, headers)
          .catch(() => undefined);
        await keyIsHeld(store, "scan-1");
      },
      uploadScan(scan, "uploads the same scan", headers),
    ],
  });

  onEveryEngine((running) => {
    it("returns 409 with Retry-After until the first request ends, then its response", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const file = dicomFile();
      let end = (): void => undefined;
      const body = slowBody(file, new Promise<void>((resolve) => (end = resolve)));
      const first = partner.send("POST", path, body, headers);
      await keyIsHeld(running().service.backend.store, "scan-1");
      const waiting = await partner.send("POST", path, file, headers);
      expectError(waiting, 409, {
        code: "REQUEST_IN_PROGRESS",
        message: "The first request with this Idempotency-Key is still running.",
      });
      expect(waiting.headers.get("retry-after")).toBe("1");
      end();
      expect((await first).status).toBe(201);
      expect((await partner.send("POST", path, file, headers)).text).toBe((await first).text);
      expect((await partner.get("/v1/usage")).json.data.instances).toBe(1);
    });
  });
});
