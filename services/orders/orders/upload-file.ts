import { z } from "zod";
import { type FormError, readUpload, type Upload, withNewFile } from "../../shared/files/index.ts";
import { newId, wholeNumber } from "../../shared/http/index.ts";
import { digestOf, type Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import type { OrdersContext } from "../http.ts";
import { type Change, changeOrderWith } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import { nextState } from "./next-state.ts";
import { filesNeeded, type Order, type OrderView, viewOrder } from "./order.ts";
import { insertFile, type StoredFile } from "./order-files.ts";
import { uploadHandlers } from "./upload-handlers.ts";

/** Query of `POST /v1/orders/{orderId}/file`. */
export const UploadQuery = z.strictObject({
  position: wholeNumber(z.int().min(0).max(999_999))
    .optional()
    .describe("Position of the file in the order, from 0. By default the first one that is free."),
});

const { VALIDATION_FAILED, INVALID_PARAMETER } = orders.error;

/** How the form of an upload is read. */
export const uploadForm = {
  formError: ({ field, code, message }: FormError): Error =>
    VALIDATION_FAILED([{ field, location: "body", code, message }]),
};

/** An upload and the ends of its request. */
interface FileUpload<Result> {
  readonly orderId: string;
  /** Position of the file in the order; undefined for the first one that is free. */
  readonly position: number | undefined;
  /** Runs last in the transaction that stores the file. */
  readonly finish: Finish<OrderView, Result>;
  /** Returns the result if the same file is already at the position. */
  readonly onExisting: (order: Order) => Result;
}

/**
 * Uploads a file of an order. After the last one, the order can be confirmed. A repetition with the same bytes at the same
 * position changes nothing.
 *
 * @returns what `finish` or `onExisting` returns
 * @throws the codes of the state machine, before the file is read; ORDER_TYPE_NOT_MATCH, VALIDATION_FAILED,
 * INVALID_PARAMETER for the position of another file
 */
export async function uploadFile<Result>(
  backend: Backend,
  c: OrdersContext,
  upload: FileUpload<Result>,
): Promise<Result> {
  const find = (): Promise<Order> => findOrder(backend, c.get("caller"), upload.orderId);
  const order = await find();
  if ((await fileAt(backend, order, upload.position)) === undefined) {
    nextState("upload", order);
    checkPosition(order, upload.position);
  }
  return await readUpload(c, uploadForm, (content) =>
    withNewFile(backend, newId("fil"), async (move) => {
      const sink = await backend.files.receive(move.fileId);
      const accepted = await uploadHandlers[order.type](content, sink);
      await move.keep();
      return await storeUpload(backend, find, upload, { move, ...sink.measure(), ...accepted, content });
    }),
  );
}

/** Reports that the position of an upload is taken. */
class EarlierUpload extends Error {
  override readonly name = "EarlierUpload";
  readonly order: Order;
  readonly file: FileAt;

  constructor(order: Order, file: FileAt) {
    super(`order ${order.id} has a file at the position of the upload`);
    this.order = order;
    this.file = file;
  }
}

/** The file at a position. A table has the charset that it was declared or detected to have. */
interface FileAt {
  readonly sha256: string;
  readonly media_type: string;
}

interface NewFile extends StoredFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Upload;
}

async function storeUpload<Result>(
  backend: Backend,
  find: () => Promise<Order>,
  { position: wanted, finish, onExisting }: FileUpload<Result>,
  { fileName, mediaType, content, ...stored }: NewFile,
): Promise<Result> {
  const { sha256 } = stored;
  const read = async (): Promise<Order> => {
    const order = await find();
    // Read after the order: an upload that is stored in between changes its version.
    const earlier = await fileAt(backend, order, wanted);
    if (earlier !== undefined) throw new EarlierUpload(order, earlier);
    checkPosition(order, wanted);
    return order;
  };
  const change: Change = {
    operation: "upload",
    decide(current, to) {
      const uploaded = current.uploaded + 1;
      return { uploaded, state: uploaded === filesNeeded(current) ? to : current.state };
    },
    async alsoWrite(sql, current) {
      const rows = await sql<{ position: number }>`
        SELECT position FROM orders_files WHERE order_id = ${current.id} AND role = 'upload'`;
      const taken = new Set(rows.map(({ position }) => position));
      let position = wanted ?? 0;
      while (taken.has(position)) position += 1;
      const info = { role: "upload", position, fileName, mediaType } as const;
      await insertFile(sql, current, stored, info, backend.clock());
    },
  };
  try {
    return await changeOrderWith(backend, read, change, (sql, order) =>
      finish(sql, viewOrder(order), { digest: digestOf(content, sha256) }),
    );
  } catch (error) {
    if (!(error instanceof EarlierUpload)) throw error;
    const { file, order } = error;
    if (file.sha256 === sha256 && file.media_type === mediaType) return onExisting(order);
    nextState("upload", order);
    const problem = `Position ${wanted} has another file. Remove it first.`;
    throw INVALID_PARAMETER({ parameter: "position", problem });
  }
}

/** Returns the file at a position; undefined if it is free. */
async function fileAt({ store }: Backend, { id }: Order, position: number | undefined): Promise<FileAt | undefined> {
  if (position === undefined) return undefined;
  const [file] = await store.sql<FileAt>`
    SELECT sha256, media_type FROM orders_files WHERE order_id = ${id} AND role = 'upload' AND position = ${position}`;
  return file;
}

function checkPosition(order: Order, position: number | undefined): void {
  const files = filesNeeded(order);
  if (position === undefined || position < files) return;
  throw INVALID_PARAMETER({ parameter: "position", problem: `Must be less than ${files}, the number of files.` });
}
