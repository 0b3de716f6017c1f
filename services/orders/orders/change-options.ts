import { checkInput, InputError } from "errata/server";
import { z } from "zod";
import type { Caller } from "../accounts/caller.ts";
import { requirePlan } from "../accounts/plans.ts";
import { orders } from "../contract.ts";
import { factsOf, fitsAnyType } from "../work/order-types.ts";
import type { Change } from "./advance.ts";
import { filesNeeded, type Order } from "./order.ts";

/** Body of `PATCH /v1/orders/{orderId}`. */
export const OrderChange = z.strictObject({
  quantity: z.number().int().min(1).max(1_000_000).optional(),
  /** Takes the place of the options as a whole. */
  options: z.record(z.string(), z.unknown()).optional(),
});

/** Changes what a pending order asks for. @throws ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED, VALIDATION_FAILED */
export function changeOptions(caller: Caller, wanted: z.output<typeof OrderChange>): Change {
  return {
    operation: "change",
    async decide(order, to) {
      const quantity = wanted.quantity ?? order.quantity;
      const options = wanted.options === undefined ? order.options : await readOptions(order, wanted.options);
      requirePlan(caller.planId, { type: order.type, quantity });
      const needed = filesNeeded({ type: order.type, quantity });
      if (needed < order.uploaded) throw tooFew(order.uploaded);
      return { quantity, options, state: needed === order.uploaded ? "uploaded" : to };
    },
  };
}

/** Options that are good for another type of order are a mistake about the order, others one about the options. */
async function readOptions({ type }: Order, options: unknown): Promise<Record<string, unknown>> {
  const { success, data } = factsOf[type].options.safeParse(options);
  if (success) return data;
  if (fitsAnyType(options)) throw orders.error.ORDER_TYPE_NOT_MATCH({ orderType: type, reason: "options" });
  return (await checkInput(z.object({ options: factsOf[type].options }), { options })).options;
}

function tooFew(uploaded: number): Error {
  const message = `${uploaded} files are uploaded already.`;
  return new InputError([{ path: ["quantity"], code: "too_small", minimum: uploaded, message }], "body");
}
