import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("TOKEN_NOT_FOUND", () => {
  recordsExchange(ordersDemo, "TOKEN_NOT_FOUND", {
    steps: [as("ada").delete("/v1/tokens/tok_000000000000000000000000", { note: "no such token" })],
    works: as("ada").get("/v1/tokens?limit=1", { note: "lists the tokens that exist" }),
  });

  onEveryEngine((running) => {
    it("is returned for the token of another user, an expired and an unknown one, with the same headers", async () => {
      const { openUser, advance, service } = running();
      const [user, other] = [await openUser(), await openUser()];
      const foreign = (await other.post("/v1/tokens", {})).json.id;
      const expired = (await user.post("/v1/tokens", { expiresInSec: 60 })).json.id;
      advance(60_000);
      const replies = [];
      for (const id of [foreign, expired, "tok_000000000000000000000000", "nonsense"]) {
        const reply = await user.delete(`/v1/tokens/${id}`);
        expectOrdersError(reply, "TOKEN_NOT_FOUND", "Token not found.");
        replies.push(stableHeaders(reply));
      }
      for (const headers of replies) expect(headers).toEqual(replies[0]);
      await service.oldData.runOnce();
      const { sql } = service.backend.store;
      expect(await sql`SELECT id FROM orders_tokens WHERE id = ${expired}`).toEqual([]);
      expect((await other.get("/v1/tokens")).json.items.map(({ id }: { id: string }) => id)).toContain(foreign);
    });
  });
});
