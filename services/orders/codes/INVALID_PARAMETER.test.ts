import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("INVALID_PARAMETER", () => {
  recordsExchange(ordersDemo, "INVALID_PARAMETER", {
    steps: [as("ada").get("/v1/orders?limit=0", { note: "a limit of 0" })],
    works: as("ada").get("/v1/orders?limit=1&status=completed", { note: "a limit of 1" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["/v1/orders?limit=0", "limit"],
      ["/v1/orders?limit=101", "limit"],
      ["/v1/orders?limit=1&limit=2", "limit"],
      ["/v1/orders?cursor=nonsense", "cursor"],
      ["/v1/orders?status=done", "status"],
      ["/v1/orders?type=fax", "type"],
      ["/v1/orders?colour=red", "colour"],
      ["/v1/account?verbose=1", "verbose"],
      ["/v1/orders/ord_0?verbose=1", "verbose"],
      ["/v1/orders/ord_0/report?waitSec=31", "waitSec"],
      ["/v1/orders/ord_0/report?waitSec=soon", "waitSec"],
    ])("is returned by %s with the name of the parameter", async (path, parameter) => {
      const reply = await (await running().openUser()).get(path);
      const problem = reply.json.details?.problem;
      expectOrdersError(reply, "INVALID_PARAMETER", `The parameter ${parameter} is not valid.`, { parameter, problem });
      expect(problem).toMatch(/.\.?$/);
    });

    it("is not returned for valid parameters, which filter by state and type and paginate", async () => {
      const user = await running().openUser();
      const paths = [await user.orderIn("uploaded"), await user.newOrder(), await user.newOrder()];
      const idsOf = async (query: string) => (await user.get(`/v1/orders${query}`)).json;
      expect((await idsOf("?status=uploaded&type=csv_to_json")).items.map(({ id }: any) => `/v1/orders/${id}`)).toEqual(
        [paths[0]],
      );
      const first = await idsOf("?limit=2");
      const rest = await idsOf(`?limit=2&cursor=${first.nextCursor}`);
      const found = [...first.items, ...rest.items].map(({ id }: any) => `/v1/orders/${id}`);
      expect([found.sort(), rest.nextCursor]).toEqual([paths.sort(), null]);
    });
  });
});
