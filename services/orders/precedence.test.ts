import { describe, expect, it } from "vitest";
import type { HttpClient } from "../testing/http-client.ts";
import { onEveryEngine } from "../testing/running-orders.ts";
import { orders } from "./contract.ts";

const json = { "Content-Type": "application/json" };

/** Sends requests until the rate limit of the minute is exceeded. */
async function exhaust(client: HttpClient): Promise<void> {
  while ((await client.get("/v1/plans")).status === 200);
}

describe("if several conditions apply, the first code in the contract's precedence is returned", () => {
  onEveryEngine((running) => {
    it("for requests with every error at once, fixed one after the other", async () => {
      const { openUser, client } = running();
      const user = await openUser({ planId: "free" });
      const [limited, colleague] = [await user.colleague("admin"), await user.colleague()];
      const foreign = `${await (await openUser()).orderIn("failed")}/download?colour=red`;
      const cancelled = await user.newOrder();
      await user.post(`${cancelled}/cancel`);
      await exhaust(limited);
      const limitedReader = await limited.withToken(["account:read"]);
      const reader = await user.withToken(["account:read"]);
      const forged = `${user.token.slice(0, -4)}AAAA`;
      const replies = [
        await client().get(foreign),
        await client("nonsense").get(foreign),
        await client(forged).get(foreign),
        await (await limited.withToken(["account:read"], -60)).get(foreign),
        await limitedReader.get(foreign),
        await reader.get(foreign),
        await user.get(foreign),
        await user.get(foreign.replace("?colour=red", "")),
        await colleague.get(`${cancelled}/download`),
        await user.get(`${cancelled}/download`),
        await user.get(`${cancelled}/report`),
      ];
      const codes = replies.map(({ json: body }) => body.code);
      expect(codes).toEqual([
        "AUTH_NOT_AUTHENTICATED",
        "AUTH_TOKEN_INVALID_FORMAT",
        "AUTH_TOKEN_INVALID",
        "AUTH_TOKEN_EXPIRED",
        "RATE_LIMIT_EXCEEDED",
        "AUTH_FORBIDDEN",
        "INVALID_PARAMETER",
        "ORDER_NOT_FOUND",
        "ORDER_NOT_OWNER",
        "ORDER_TYPE_CANT_DOWNLOAD",
        "ORDER_ALREADY_FAILED",
      ]);
      const ranks = codes.map((code) => orders.precedence.indexOf(code));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    });

    it("for a creation: query, idempotency key, body, type, quantity", async () => {
      const user = await running().openUser({ planId: "free" });
      const wrong = { type: "csv_to_xlsx", quantity: 6, colour: "red" };
      const create = (body: object, headers: Record<string, string> = {}, query = "") =>
        user.send("POST", `/v1/orders${query}`, JSON.stringify(body), { ...json, ...headers });
      const badKey = { "Idempotency-Key": "a b" };
      const { colour: _, ...noColour } = wrong;
      const replies = [
        await create(wrong, badKey, "?now=1"),
        await create(wrong, badKey),
        await create(wrong),
        await create(noColour),
        await create({ ...noColour, type: "inspect" }),
      ];
      expect(replies.map(({ json: body }) => body.code)).toEqual([
        "INVALID_PARAMETER",
        "VALIDATION_IDEMPOTENCY_KEY_INVALID",
        "VALIDATION_FAILED",
        "ORDER_TYPE_NOT_MATCH",
        "USAGE_LIMIT_EXCEEDED",
      ]);
    });

    it("for a confirmation: type, quantity, units of the month", async () => {
      const user = await running().openUser({ planId: "team" });
      const sheet = await user.orderIn("uploaded", { type: "csv_to_xlsx", quantity: 60 });
      const large = await user.orderIn("uploaded", { quantity: 60 });
      await user.put("/v1/account/plan", { planId: "free" });
      for (let count = 0; count < 10; count += 1) await user.orderIn("confirmed", { quantity: 5 });
      const small = await user.orderIn("uploaded");
      const confirm = async (path: string) => {
        const { code, details } = (await user.post(`${path}/confirm`)).json;
        return details.scope ?? code;
      };
      expect([await confirm(sheet), await confirm(large), await confirm(small)]).toEqual([
        "ORDER_TYPE_NOT_MATCH",
        "quantity_per_order",
        "USAGE_NOT_ENOUGH",
      ]);
    });
  });
});
