import { type FormError, readUpload } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import type { OrdersContext } from "../http.ts";
import { changeOrder } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import { nextState } from "./next-state.ts";
import { filesNeeded, type Order } from "./order.ts";
import { insertFile, withNewFile } from "./order-files.ts";
import { uploadHandlers } from "./upload-handlers.ts";

const invalidForm = ({ field, code, message }: FormError): Error =>
  orders.error.VALIDATION_FAILED([{ field, location: "body", code, message }]);

/**
 * Uploads the next file of an order. After the last one, the order can be confirmed.
 *
 * @throws the codes of the state machine, before the file is read; ORDER_TYPE_NOT_MATCH, VALIDATION_FAILED
 */
export async function uploadFile(backend: Backend, c: OrdersContext, orderId: string): Promise<Order> {
  const read = (): Promise<Order> => findOrder(backend, c.get("caller"), orderId);
  const order = await read();
  nextState("upload", order);
  return await readUpload(c, { formError: invalidForm }, (upload) =>
    withNewFile(backend, async (id) => {
      const sink = await backend.files.receive(id);
      const accepted = await uploadHandlers[order.type](upload, sink);
      await backend.files.keep(id);
      const file = { id, ...sink.measure() };
      return await changeOrder(backend, read, {
        operation: "upload",
        decide(current, to) {
          const uploaded = current.uploaded + 1;
          return { uploaded, state: uploaded === filesNeeded(current) ? to : current.state };
        },
        alsoWrite(sql, current) {
          const info = { role: "upload", position: current.uploaded, ...accepted } as const;
          return insertFile(sql, current, file, info, backend.clock());
        },
      });
    }),
  );
}
