import { safeFileName, type UploadSink, uploadGuard } from "errata/guards/upload";
import { type FormFault, readUpload, type Upload } from "../../files/index.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import type { OrdersContext } from "../http.ts";
import { factsOf, type OrderType, orderTypes } from "../work/order-types.ts";
import { changeOrder } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import { addFile, keepFile } from "./keep-file.ts";
import { filesNeeded, type Order } from "./order.ts";
import { nextState } from "./refusal.ts";

const { fileBytes } = orders.limits;

const refuse = ({ field, code, message }: FormFault): Error =>
  orders.error.VALIDATION_FAILED([{ field, location: "body", code, message }]);

/**
 * Takes the next file of an order; its last one makes the order ready to be confirmed.
 *
 * @throws what the state machine refuses with, before the file is read; ORDER_TYPE_NOT_MATCH, VALIDATION_FAILED
 */
export async function uploadFile(backend: Backend, c: OrdersContext, caller: Caller, orderId: string): Promise<Order> {
  const order = await findOrder(backend, caller, orderId);
  nextState("upload", order);
  return await readUpload(c, { refuse }, (upload) =>
    keepFile(
      backend,
      (sink) => receivers[order.type](upload, sink),
      (file, accepted) =>
        changeOrder(backend, () => findOrder(backend, caller, orderId), {
          operation: "upload",
          async apply(sql, current, to) {
            const position = current.uploaded;
            await addFile(sql, current, file, { role: "upload", position, ...accepted }, backend.clock());
            const isLast = position + 1 === filesNeeded(current);
            return { uploaded: position + 1, state: isLast ? to : current.state };
          },
        }),
    ),
  );
}

/** What is kept of a file's name and type. */
interface Accepted {
  readonly fileName: string;
  readonly mediaType: string;
}

type Receive = (upload: Upload, sink: UploadSink) => Promise<Accepted>;

const receivers = Object.fromEntries(orderTypes.map((type) => [type, receiver(type)])) as Record<OrderType, Receive>;

function receiver(orderType: OrderType): Receive {
  const { accept } = factsOf[orderType];
  if (accept === undefined) return receiveAnything;
  const receive = uploadGuard({
    accept,
    maxBytes: fileBytes,
    tooLarge: (facts) => orders.raise("body_too_large", facts),
    wrongType: ({ accepted, detected }) =>
      orders.error.ORDER_TYPE_NOT_MATCH({ orderType, reason: "file", accepted, detected }),
  });
  return async ({ fileName, mediaType, content, declaredBytes }, sink) => {
    const upload = { fileName: fileName ?? "file", declaredType: mediaType, declaredBytes, body: content };
    const { charset, ...accepted } = await receive(upload, sink);
    const isPlain = charset === undefined || charset === "utf-8";
    return {
      fileName: accepted.fileName,
      mediaType: isPlain ? accepted.mediaType : `${accepted.mediaType}; charset=${charset}`,
    };
  };
}

/** What is to be inspected may be anything, nothing included. */
async function receiveAnything({ fileName, mediaType, content }: Upload, sink: UploadSink): Promise<Accepted> {
  let bytes = 0;
  try {
    for await (const chunk of content) {
      bytes += chunk.byteLength;
      if (bytes > fileBytes) throw orders.raise("body_too_large", { maxBytes: fileBytes });
      await sink.write(chunk);
    }
    await sink.finish();
  } catch (error) {
    await sink.discard();
    throw error;
  }
  return { fileName: safeFileName(fileName ?? "file"), mediaType: mediaType ?? "application/octet-stream" };
}
