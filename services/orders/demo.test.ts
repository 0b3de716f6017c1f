import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../testing/running-orders.ts";
import { openDemo } from "./demo.ts";

describe("the demo", () => {
  onEveryEngine((running) => {
    it("keeps valid tokens between starts and replaces revoked ones", async () => {
      const { client, service } = running();
      const start = async (known: Record<string, string> = {}) => {
        const opened = await openDemo(service.backend, known);
        // The expired token is a new one each time.
        const credentials = opened.credentials.filter(({ name }) => name !== "stale");
        for (const { secret } of credentials) expect((await client(secret).get("/v1/account")).status).toBe(200);
        return Object.fromEntries(credentials.map(({ name, secret }) => [name, secret]));
      };
      const first = await start();
      expect(await start(first)).toEqual(first);
      expect((await client(first.cleo).delete("/v1/tokens")).status).toBe(204);
      const second = await start(first);
      expect(second).toEqual({ ...first, cleo: expect.any(String) });
      expect(second.cleo).not.toBe(first.cleo);
    });
  });
});
