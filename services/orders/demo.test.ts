import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../testing/running-orders.ts";
import { openDemo } from "./demo.ts";

describe("the demo", () => {
  onEveryEngine((running) => {
    it("gives tokens that work at each start: the same ones, or new ones where they were ended", async () => {
      const { client, service } = running();
      const start = async (known: Record<string, string> = {}) => {
        const shown = await openDemo(service, known);
        for (const { secret } of shown) expect((await client(secret).get("/v1/account")).status).toBe(200);
        return Object.fromEntries(shown.map(({ name, secret }) => [name, secret]));
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
