import { checkInput, InputError } from "errata/server";
import { z } from "zod";
import type { Caller } from "../accounts/caller.ts";
import { requirePlan } from "../accounts/plans.ts";
import { orders } from "../contract.ts";
import { matchesAnyType, optionsSchemas, orderTypeInfo, Quantity } from "../work/order-types.ts";
import type { Change } from "./advance.ts";
import { filesNeeded, type Order } from "./order.ts";

/** Body of `PATCH /v1/orders/{orderId}`. */
export const OrderChange = z.strictObject({
  quantity: Quantity.optional(),
  options: z
    .record(z.string(), z.unknown())
    .meta({ anyOf: optionsSchemas("input") })
    .optional()
    .describe("Options of the order's type. Replaces all options."),
});

/** Creates the change of the quantity and the options of a pending order. @throws ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED, VALIDATION_FAILED */
export function orderChange(caller: Caller, requested: z.output<typeof OrderChange>): Change {
  return {
    operation: "change",
    async decide(order, to) {
      const quantity = requested.quantity ?? order.quantity;
      const options = requested.options === undefined ? order.options : await readOptions(order, requested.options);
      requirePlan(caller.planId, { type: order.type, quantity });
      const needed = filesNeeded({ type: order.type, quantity });
      if (needed < order.uploaded) throw quantityTooSmall(order.uploaded);
      return { quantity, options, state: needed === order.uploaded ? "uploaded" : to };
    },
  };
}

/** Validates options. Those of another type of order have a code of their own. */
async function readOptions({ type }: Order, options: unknown): Promise<Record<string, unknown>> {
  const { success, data } = orderTypeInfo[type].options.safeParse(options);
  if (success) return data;
  if (matchesAnyType(options)) throw orders.error.ORDER_TYPE_NOT_MATCH({ orderType: type, reason: "options" });
  return (await checkInput(z.object({ options: orderTypeInfo[type].options }), { options })).options;
}

function quantityTooSmall(uploaded: number): Error {
  const message = `Must be at least ${uploaded}, the number of uploaded files.`;
  return new InputError([{ path: ["quantity"], code: "too_small", minimum: uploaded, message }], "body");
}
