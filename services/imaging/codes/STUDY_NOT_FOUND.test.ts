import { describe, expect, it } from "vitest";
import { newUid } from "../../testing/dicom-file.ts";
import { expectError } from "../../testing/expect-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { imagingDemo, newCustomer } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("STUDY_NOT_FOUND", () => {
  recordsExchange(imagingDemo, "STUDY_NOT_FOUND", {
    steps: [newCustomer, as("acme").get("/v1/customers/{{customerId}}/studies/1.2.3", { note: "no such study" })],
    works: as("acme").get("/v1/customers/{{customerId}}/studies", { note: "lists the studies that exist" }),
  });

  onEveryEngine((running) => {
    async function threeStudies() {
      const { openPartner, service } = running();
      const [partner, other] = [await openPartner(), await openPartner()];
      const [customerId, foreignCustomer] = [await partner.newCustomer(), await other.newCustomer()];
      const foreign = await other.newStudy(foreignCustomer);
      while (await service.indexer.runOnce());
      const unindexed = await partner.newStudy(customerId);
      return { partner, customerId, unindexed, uids: { foreign, unknown: newUid(), unindexed } };
    }

    it("returns the same bytes and headers for another tenant's study, an unknown one and one that is not indexed yet", async () => {
      const { partner, customerId, uids } = await threeStudies();
      const requests: ((uid: string) => Promise<Reply>)[] = [
        (uid) => partner.get(`/v1/customers/${customerId}/studies/${uid}/ai-lens`),
        (uid) => partner.get(`/v1/customers/${customerId}/studies/${uid}/reports`),
        (uid) =>
          partner.upload(`/v1/customers/${customerId}/studies/${uid}/reports`, "no finding", "a.txt", "text/plain"),
      ];
      for (const send of requests) {
        const replies = [await send(uids.foreign), await send(uids.unknown), await send(uids.unindexed)];
        for (const reply of replies) {
          expectError(reply, 404, { code: "STUDY_NOT_FOUND", message: "Study not found." });
          expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
          expect(reply.headers.get("retry-after")).toBeNull();
        }
      }
    });

    it("runs the same statements for each of the three", async () => {
      const { partner, customerId, uids } = await threeStudies();
      const { statements } = running();
      const executed = [];
      for (const uid of Object.values(uids)) {
        statements.length = 0;
        await partner.get(`/v1/customers/${customerId}/studies/${uid}/ai-lens`);
        executed.push([...statements]);
      }
      expect(executed[0]!.length).toBeGreaterThan(0);
      expect(executed[1]).toEqual(executed[0]);
      expect(executed[2]).toEqual(executed[0]);
    });

    it("returns 200 after the background job has indexed the study", async () => {
      const { partner, customerId, unindexed } = await threeStudies();
      while (await running().service.indexer.runOnce());
      const reply = await partner.get(`/v1/customers/${customerId}/studies/${unindexed}/ai-lens`);
      expect(reply.status).toBe(200);
      expect(reply.json.data).toMatchObject({ studyUid: unindexed, modalities: ["CT"], bodyParts: ["CHEST"] });
    });

    it("returns 404 for an unknown study itself, and 200 for one that is not indexed yet", async () => {
      const { partner, customerId, uids } = await threeStudies();
      const path = `/v1/customers/${customerId}/studies`;
      for (const uid of [uids.foreign, uids.unknown]) {
        expectError(await partner.get(`${path}/${uid}`), 404, { code: "STUDY_NOT_FOUND", message: "Study not found." });
      }
      expect((await partner.get(`${path}/${uids.unindexed}`)).json.data.indexedAt).toBeNull();
    });
  });
});
