import { z } from "zod";
import { scheduleDeletion } from "../../shared/files/index.ts";
import { inPage, isoTime, type Page, pageQuery, Time, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { changeOrder } from "./advance.ts";
import type { Order } from "./order.ts";

/** Query of `GET /v1/orders/{orderId}/files`. */
export const FileQuery = z.strictObject(pageQuery(orders.limits.pageItems));

/** An uploaded file as the API returns it. */
export const FileView = z
  .object({
    id: z.string().describe("Id of the file."),
    position: z.int().min(0).describe("Position in the order, from 0."),
    fileName: z.string().describe("Name of the file."),
    mediaType: z.string().describe("Media type of the file."),
    bytes: z.int().min(0).describe("Length in bytes."),
    sha256: z.string().describe("SHA-256 of the content, in hexadecimal."),
    createdAt: Time.describe("When it was uploaded."),
  })
  .meta({ title: "File" });

interface FileRow {
  readonly id: string;
  readonly position: number;
  readonly file_name: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly created_at: number;
}

/** Lists the uploaded files of an order, newest first. They are deleted when the order ends. */
export async function listFiles(
  { store }: Backend,
  { id }: Order,
  { limit, ...page }: z.output<typeof FileQuery>,
): Promise<Page<z.output<typeof FileView>>> {
  const rows = await store.sql<FileRow & Record<string, unknown>>`
    SELECT id, position, file_name, media_type, bytes, sha256, created_at FROM orders_files
    WHERE order_id = ${id} AND role = 'upload' ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewFile);
}

/**
 * Removes a file of a pending order. The cleanup deletes its content.
 *
 * @param find reads the order; throws if the caller has no access to it
 * @throws the codes of the state machine; ORDER_NOT_FOUND if the order has no such file
 */
export async function removeFile(backend: Backend, find: () => Promise<Order>, fileId: string): Promise<void> {
  await changeOrder(backend, find, {
    operation: "change",
    decide: ({ uploaded }) => ({ uploaded: uploaded - 1 }),
    async alsoWrite(sql, { id }) {
      const rows = await sql`
        DELETE FROM orders_files WHERE id = ${fileId} AND order_id = ${id} AND role = 'upload' RETURNING id`;
      if (rows.length === 0) throw orders.error.ORDER_NOT_FOUND(undefined, { note: "the order has no such file" });
      await scheduleDeletion(backend, sql, [fileId]);
    },
  });
}

function viewFile(row: FileRow): z.output<typeof FileView> {
  const { id, position, bytes, sha256 } = row;
  const [fileName, mediaType] = [row.file_name, row.media_type];
  return { id, position, fileName, mediaType, bytes, sha256, createdAt: isoTime(row.created_at) };
}
