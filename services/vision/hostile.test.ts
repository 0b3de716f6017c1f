import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onEveryEngine } from "../testing/running-vision.ts";
import { type VisionBomb, visionBombs } from "../testing/vision-bombs.ts";

describe("hostile requests", () => {
  onEveryEngine()((running) => {
    const contents = new Map<VisionBomb, Uint8Array<ArrayBuffer>>();
    beforeAll(async () => {
      for (const bomb of visionBombs) contents.set(bomb, new Uint8Array(await bomb.content()));
    });
    afterAll(() => contents.clear());

    it.each(visionBombs)("$code for $name, without a charge, while others are served", async (bomb) => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const before = (await account.get("/v1/account")).json.usage;
      const { user } = process.cpuUsage();
      const [reply, served] = await Promise.all([
        account.send("POST", bomb.path, contents.get(bomb)!, {
          "Content-Type": bomb.mediaType,
          ...(bomb.encoding !== undefined && { "Content-Encoding": bomb.encoding }),
        }),
        other.get("/v1/rules"),
      ]);
      // The time of the main process; the worker processes have their own limit.
      expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(1_000);
      // Errors of other layers have only a message.
      const { error, detail } = reply.json;
      const code = reply.headers.get("errata-code");
      expect([error?.code ?? detail.code ?? code, served.status]).toEqual([bomb.code, 200]);
      expect((await account.get("/v1/account")).json.usage).toEqual(before);
    });
  });
});
