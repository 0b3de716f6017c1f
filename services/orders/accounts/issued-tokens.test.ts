import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-orders.ts";
import { revokeTokens } from "./issued-tokens.ts";

describe("tokens", () => {
  onEveryEngine((running) => {
    it("are listed in pages, newest first, without the tokens themselves", async () => {
      const { openUser, advance } = running();
      const [user] = [await openUser(), await openUser()];
      const made: string[] = [];
      for (const scopes of [["orders:read"], ["account:read", "tokens:write"], ["orders:write"]]) {
        advance(1_000);
        made.unshift((await user.post("/v1/tokens", { scopes, expiresInSec: 3_600 })).json.id);
      }
      const first = (await user.get("/v1/tokens?limit=3")).json;
      const rest = (await user.get(`/v1/tokens?limit=3&cursor=${first.nextCursor}`)).json;
      expect(first.items.map(({ id }: { id: string }) => id)).toEqual(made);
      expect(first.items[1]).toMatchObject({
        scopes: ["account:read", "tokens:write"],
        revokedAt: null,
        isCurrent: false,
      });
      expect(Date.parse(first.items[0].expiresAt) - Date.parse(first.items[0].createdAt)).toBeLessThanOrEqual(
        3_600_000,
      );
      expect(rest).toMatchObject({ items: [{ isCurrent: true }], nextCursor: null });
      expect(JSON.stringify([first, rest])).not.toContain(user.token.split(".")[2]);
    });

    it("can be revoked one by one, take effect at once, and stay listed until they expire", async () => {
      const { openUser, client } = running();
      const user = await openUser();
      const [lost, kept] = [(await user.post("/v1/tokens", {})).json, (await user.post("/v1/tokens", {})).json];
      const status = async (token: string) => (await client(token).get("/v1/account")).status;
      expect([await status(lost.token), await status(kept.token)]).toEqual([200, 200]);
      const revoked = (await user.delete(`/v1/tokens/${lost.id}`)).json;
      expect(revoked).toMatchObject({ id: lost.id, revokedAt: expect.any(String) });
      expect([await status(lost.token), await status(kept.token), await status(user.token)]).toEqual([401, 200, 200]);
      expect((await user.delete(`/v1/tokens/${lost.id}`)).json).toEqual(revoked);
      expect((await user.get("/v1/tokens")).json.items).toContainEqual(revoked);
      await user.delete("/v1/tokens");
      expect([await status(kept.token), await status(user.token)]).toEqual([401, 401]);
    });

    it("are valid although all tokens were revoked in the millisecond in which they are issued, or by a clock that is ahead", async () => {
      const { openUser, client, service } = running();
      const user = await openUser();
      const { store, tokens, clock } = service.backend;
      await revokeTokens({ store, clock: () => clock() + 1_000 }, user.id);
      const { token } = await tokens.issue(user.id, ["account:read"], 60);
      expect((await client(token).get("/v1/account")).status).toBe(200);
      expect((await user.get("/v1/account")).status).toBe(401);
    });

    it("cannot be listed or revoked by a token that must not create tokens", async () => {
      const reader = await (await running().openUser()).withToken(["orders:read"]);
      for (const reply of [await reader.get("/v1/tokens"), await reader.delete("/v1/tokens/tok_0")])
        expect([reply.status, reply.json.code]).toEqual([403, "AUTH_FORBIDDEN"]);
    });
  });
});
