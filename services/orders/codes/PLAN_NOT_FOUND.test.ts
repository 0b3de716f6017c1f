import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("PLAN_NOT_FOUND", () => {
  recordsExchange(ordersDemo, "PLAN_NOT_FOUND", {
    steps: [as("ada").get("/v1/plans/gold", { note: "no such plan" })],
    works: as("ada").get("/v1/plans/free", { note: "a plan of `GET /v1/plans`" }),
  });

  onEveryEngine((running) => {
    it.each(["gold", "basic", "__proto__"])(
      "is returned for the plan %s, which does not exist or is no longer for sale",
      async (planId) => {
        const user = await running().openUser();
        const replies = [await user.get(`/v1/plans/${planId}`), await user.put("/v1/account/plan", { planId })];
        for (const reply of replies) expectOrdersError(reply, "PLAN_NOT_FOUND", "Plan not found.");
        expect((await user.get("/v1/account")).json.planId).toBe("business");
      },
    );

    it("is not returned for the listed plans", async () => {
      const user = await running().openUser();
      const { items } = (await user.get("/v1/plans")).json;
      expect(items.map(({ id }: any) => id)).toEqual(["free", "team", "business"]);
      for (const plan of items) expect((await user.get(`/v1/plans/${plan.id}`)).json).toEqual(plan);
    });
  });
});
