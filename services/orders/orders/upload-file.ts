import { parseIdempotencyKey } from "errata/guards";
import { z } from "zod";
import { type FormError, readUpload } from "../../shared/files/index.ts";
import { wholeNumber } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import type { OrdersContext } from "../http.ts";
import { changeOrder } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import { nextState } from "./next-state.ts";
import { filesNeeded, type Order } from "./order.ts";
import { insertFile, type StoredFile, withNewFile } from "./order-files.ts";
import { uploadHandlers } from "./upload-handlers.ts";

/** Query of `POST /v1/orders/{orderId}/file`. */
export const UploadQuery = z.strictObject({
  position: wholeNumber(z.int().min(0).max(999_999))
    .optional()
    .describe("Position of the file in the order, from 0. By default the first one that is free."),
});

const { VALIDATION_FAILED, VALIDATION_IDEMPOTENCY_KEY_INVALID, INVALID_PARAMETER } = orders.error;
const invalidForm = ({ field, code, message }: FormError): Error =>
  VALIDATION_FAILED([{ field, location: "body", code, message }]);

/** Identifies an upload, so that a repetition does not store the file again. */
interface UploadId {
  readonly position: number | undefined;
  readonly key: string | undefined;
}

/** Reads the id of an upload. @throws VALIDATION_IDEMPOTENCY_KEY_INVALID */
export function uploadIdOf(c: OrdersContext, { position }: z.output<typeof UploadQuery>): UploadId {
  const header = c.req.header("idempotency-key");
  if (header === undefined) return { position, key: undefined };
  const parsed = parseIdempotencyKey(header);
  if (!parsed.isValid) throw VALIDATION_IDEMPOTENCY_KEY_INVALID({ reason: "malformed" });
  return { position, key: parsed.key };
}

/**
 * Uploads a file of an order. After the last one, the order can be confirmed. A repetition with the same key, or with the
 * same bytes at the same position, changes nothing.
 *
 * @throws the codes of the state machine, before the file is read; ORDER_TYPE_NOT_MATCH, VALIDATION_FAILED,
 * VALIDATION_IDEMPOTENCY_KEY_INVALID for a key of another file, INVALID_PARAMETER for the position of another file
 */
export async function uploadFile(
  backend: Backend,
  c: OrdersContext,
  orderId: string,
  upload: UploadId,
): Promise<Order> {
  const find = (): Promise<Order> => findOrder(backend, c.get("caller"), orderId);
  const order = await find();
  if ((await findEarlier(backend, order, upload)) === undefined) {
    nextState("upload", order);
    checkPosition(order, upload);
  }
  return await readUpload(c, { formError: invalidForm }, (content) =>
    withNewFile(backend, async (id) => {
      const sink = await backend.files.receive(id);
      const accepted = await uploadHandlers[order.type](content, sink);
      await backend.files.keep(id);
      return await storeUpload(backend, find, upload, { id, ...sink.measure(), ...accepted });
    }),
  );
}

/** A file that was stored with the key, or at the position, of an upload. */
interface EarlierFile {
  readonly sha256: string;
  readonly hasKey: boolean;
}

/** Reports that the key or the position of an upload is taken. */
class EarlierUpload extends Error {
  override readonly name = "EarlierUpload";
  readonly order: Order;
  readonly file: EarlierFile;

  constructor(order: Order, file: EarlierFile) {
    super(`order ${order.id} has a file with the key or the position of the upload`);
    this.order = order;
    this.file = file;
  }
}

async function storeUpload(
  backend: Backend,
  find: () => Promise<Order>,
  upload: UploadId,
  file: StoredFile & { readonly fileName: string; readonly mediaType: string },
): Promise<Order> {
  const read = async (): Promise<Order> => {
    const order = await find();
    // Read after the order: an upload that is stored in between changes its version.
    const earlier = await findEarlier(backend, order, upload);
    if (earlier !== undefined) throw new EarlierUpload(order, earlier);
    checkPosition(order, upload);
    return order;
  };
  try {
    return await changeOrder(backend, read, {
      operation: "upload",
      decide(current, to) {
        const uploaded = current.uploaded + 1;
        return { uploaded, state: uploaded === filesNeeded(current) ? to : current.state };
      },
      async alsoWrite(sql, current) {
        const rows = await sql<{ position: number }>`
          SELECT position FROM orders_files WHERE order_id = ${current.id} AND role = 'upload'`;
        const taken = new Set(rows.map(({ position }) => position));
        let position = upload.position ?? 0;
        while (taken.has(position)) position += 1;
        const { fileName, mediaType, ...stored } = file;
        const info = { role: "upload", position, fileName, mediaType, uploadKey: upload.key } as const;
        await insertFile(sql, current, stored, info, backend.clock());
      },
    });
  } catch (error) {
    if (!(error instanceof EarlierUpload)) throw error;
    if (error.file.sha256 === file.sha256) return error.order;
    throw otherFile(error, upload);
  }
}

/** Finds the file with the key of an upload, otherwise the one at its position. */
async function findEarlier({ store }: Backend, { id }: Order, upload: UploadId): Promise<EarlierFile | undefined> {
  const { position, key } = upload;
  if (position === undefined && key === undefined) return undefined;
  const rows = await store.sql<{ sha256: string; upload_key: string | null }>`
    SELECT sha256, upload_key FROM orders_files
    WHERE order_id = ${id} AND role = 'upload' AND (upload_key = ${key ?? null} OR position = ${position ?? -1})`;
  const files = rows.map(({ sha256, upload_key }) => ({ sha256, hasKey: key !== undefined && upload_key === key }));
  return files.find(({ hasKey }) => hasKey) ?? files[0];
}

function checkPosition(order: Order, { position }: UploadId): void {
  const files = filesNeeded(order);
  if (position === undefined || position < files) return;
  throw INVALID_PARAMETER({ parameter: "position", problem: `Must be less than ${files}, the number of files.` });
}

function otherFile({ order, file }: EarlierUpload, { position }: UploadId): Error {
  if (file.hasKey) return VALIDATION_IDEMPOTENCY_KEY_INVALID({ reason: "reused" });
  nextState("upload", order);
  return INVALID_PARAMETER({
    parameter: "position",
    problem: `Position ${position} has another file. Remove it first.`,
  });
}
