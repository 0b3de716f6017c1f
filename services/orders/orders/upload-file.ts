import { type FormError, readUpload } from "../../shared/files/index.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import type { OrdersContext } from "../http.ts";
import { changeOrder } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import { addFile, keepFile } from "./keep-file.ts";
import { filesNeeded, type Order } from "./order.ts";
import { receivers } from "./receivers.ts";
import { nextState } from "./refusal.ts";

const refuse = ({ field, code, message }: FormError): Error =>
  orders.error.VALIDATION_FAILED([{ field, location: "body", code, message }]);

/**
 * Takes the next file of an order; its last one makes the order ready to be confirmed.
 *
 * @throws what the state machine refuses with, before the file is read; ORDER_TYPE_NOT_MATCH, VALIDATION_FAILED
 */
export async function uploadFile(backend: Backend, c: OrdersContext, caller: Caller, orderId: string): Promise<Order> {
  const order = await findOrder(backend, caller, orderId);
  nextState("upload", order);
  return await readUpload(c, { formError: refuse }, (upload) =>
    keepFile(
      backend,
      (sink) => receivers[order.type](upload, sink),
      (file, accepted) =>
        changeOrder(backend, () => findOrder(backend, caller, orderId), {
          operation: "upload",
          decide(current, to) {
            const uploaded = current.uploaded + 1;
            return { uploaded, state: uploaded === filesNeeded(current) ? to : current.state };
          },
          also(sql, current) {
            const facts = { role: "upload", position: current.uploaded, ...accepted } as const;
            return addFile(sql, current, file, facts, backend.clock());
          },
        }),
    ),
  );
}
