import { describe, expect, it } from "vitest";
import { newUid } from "../../testing/dicom-file.ts";
import { expectError } from "../../testing/expect-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("STUDY_NOT_FOUND", () => {
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

    it("answers another tenant's study, an unknown one and one not indexed yet with the same bytes and headers", async () => {
      const { partner, customerId, uids } = await threeStudies();
      const ways: ((uid: string) => Promise<Reply>)[] = [
        (uid) => partner.get(`/v1/customers/${customerId}/studies/${uid}/ai-lens`),
        (uid) => partner.get(`/v1/customers/${customerId}/studies/${uid}/reports`),
        (uid) =>
          partner.upload(`/v1/customers/${customerId}/studies/${uid}/reports`, "no finding", "a.txt", "text/plain"),
      ];
      for (const way of ways) {
        const replies = [await way(uids.foreign), await way(uids.unknown), await way(uids.unindexed)];
        for (const reply of replies) {
          expectError(reply, 404, { code: "STUDY_NOT_FOUND", message: "Study not found." });
          expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
          expect(reply.headers.get("retry-after")).toBeNull();
        }
      }
    });

    it("does the same work for each of them: as many statements, of the same text", async () => {
      const { partner, customerId, uids } = await threeStudies();
      const { statements } = running();
      const work = [];
      for (const uid of Object.values(uids)) {
        statements.length = 0;
        await partner.get(`/v1/customers/${customerId}/studies/${uid}/ai-lens`);
        work.push([...statements]);
      }
      expect(work[0]!.length).toBeGreaterThan(0);
      expect(work[1]).toEqual(work[0]);
      expect(work[2]).toEqual(work[0]);
    });

    it("ends when the background job has indexed the study", async () => {
      const { partner, customerId, unindexed } = await threeStudies();
      while (await running().service.indexer.runOnce());
      const reply = await partner.get(`/v1/customers/${customerId}/studies/${unindexed}/ai-lens`);
      expect(reply.status).toBe(200);
      expect(reply.json.data).toMatchObject({ studyUid: unindexed, modalities: ["CT"], bodyParts: ["CHEST"] });
    });

    it("answers an unknown study's own page, where one that waits for its index is shown", async () => {
      const { partner, customerId, uids } = await threeStudies();
      const path = `/v1/customers/${customerId}/studies`;
      for (const uid of [uids.foreign, uids.unknown]) {
        expectError(await partner.get(`${path}/${uid}`), 404, { code: "STUDY_NOT_FOUND", message: "Study not found." });
      }
      expect((await partner.get(`${path}/${uids.unindexed}`)).json.data.indexedAt).toBeNull();
    });
  });
});
