import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../testing/running-scribe.ts";
import { scribeBombs } from "../testing/scribe-bombs.ts";

const json = { "Content-Type": "application/json" };

describe("hostile requests", () => {
  onEveryEngine((running) => {
    it.each(scribeBombs)("$code for $name, within 1 s of CPU time", async ({ method, path, body, code, isForNote }) => {
      const { account, path: consultation } = await running().openConsultation();
      const before = (await account.get("/v1/account")).text;
      const { user } = process.cpuUsage();
      const sent = await account.send(method, path.startsWith("/v1") ? path : consultation + path, body, json);
      const reply = isForNote ? await account.post(`${consultation}/session-scribe`) : sent;
      // Alone, the longest takes 0.3 s. Beside other tests, a hyperthread needs up to twice the time for the same work.
      expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(1_000);
      expect(reply.json.error?.code ?? "accepted").toBe(code);
      expect((await account.get("/v1/account")).text).toBe(before);
    });

    it("lets another account write its note while the long transcripts of one are processed", async () => {
      const { account, path } = await running().openConsultation();
      const { account: other, path: otherPath } = await running().openConsultation();
      const text = "My knee hurts since Monday. ".repeat(7_000);
      expect((await account.put(`${path}/transcript`, { text })).status).toBe(200);
      const finished: string[] = [];
      const notes = Array.from({ length: 4 }, async () => {
        expect((await account.post(`${path}/session-scribe`)).status).toBe(201);
        finished.push("long");
      });
      expect((await other.post(`${otherPath}/session-scribe`)).status).toBe(201);
      expect(finished.length).toBeLessThanOrEqual(1);
      await Promise.all(notes);
    });
  });
});
