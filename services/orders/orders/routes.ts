import { validateBody, validateQuery } from "errata/hono";
import type { StoredResponse } from "errata/store";
import type { Hono } from "hono";
import { type ByteRange, sendDownload } from "../../shared/files/index.ts";
import { idParam, isoTime } from "../../shared/http/index.ts";
import { readDigest } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { languageHeaders, languageOf, type OrdersContext, type OrdersEnv, type OrdersOnce } from "../http.ts";
import { localizeTexts } from "../locales/translate-text.ts";
import { changeOrder } from "./advance.ts";
import { OrderChange, orderChange } from "./change-order.ts";
import { confirmOrder } from "./confirm-order.ts";
import { createOrder, NewOrder } from "./create-order.ts";
import { findOrder } from "./find-order.ts";
import { listOrders, OrderQuery } from "./list-orders.ts";
import { nextState } from "./next-state.ts";
import { type Order, viewOrder } from "./order.ts";
import { awaitReport, findResult, ReportQuery } from "./read-result.ts";
import { UploadQuery, uploadFile, uploadForm } from "./upload-file.ts";
import { tooLarge } from "./upload-handlers.ts";
import { FileQuery, listFiles, removeFile } from "./uploaded-files.ts";

/** Adds the routes of orders. */
export function orderRoutes(app: Hono<OrdersEnv>, backend: Backend, once: OrdersOnce): void {
  const { store } = backend;
  const find = (c: OrdersContext): Promise<Order> => findOrder(backend, c.get("caller"), idParam(c, "orderId"));

  app.post("/v1/orders", (c) =>
    once(c, async (finish) => {
      const requested = await validateBody(c, NewOrder);
      return await store.transaction(
        async (sql) => finish(sql, viewOrder(await createOrder(backend, sql, c.get("caller"), requested))),
        { sqlOnly: true },
      );
    }),
  );

  app.get("/v1/orders", async (c) => {
    const language = languageOf(c);
    const page = await listOrders(backend, c.get("caller"), await validateQuery(c, OrderQuery), language);
    return c.json(page, 200, languageHeaders(language));
  });

  app.get("/v1/orders/:orderId", async (c) => {
    const order = await find(c);
    const language = languageOf(c);
    const view = { ...viewOrder(order, language), history: await readHistory(backend, order) };
    return c.json(view, 200, languageHeaders(language));
  });

  app.patch("/v1/orders/:orderId", async (c) => {
    nextState("change", await find(c));
    const change = orderChange(c.get("caller"), await validateBody(c, OrderChange));
    return c.json(viewOrder(await changeOrder(backend, () => find(c), change)));
  });

  app.post("/v1/orders/:orderId/file", async (c) => {
    const { position } = await validateQuery(c, UploadQuery);
    return await once(
      c,
      (finish, respond) => {
        const onExisting = (order: Order): StoredResponse => respond(viewOrder(order));
        return uploadFile(backend, c, { orderId: idParam(c, "orderId"), position, finish, onExisting });
      },
      { digest: () => readDigest(c, { ...uploadForm, maxBytes: orders.limits.fileBytes, tooLarge }) },
    );
  });

  app.get("/v1/orders/:orderId/files", async (c) => {
    const query = await validateQuery(c, FileQuery);
    return c.json(await listFiles(backend, await find(c), query));
  });

  app.delete("/v1/orders/:orderId/files/:fileId", async (c) => {
    await removeFile(backend, () => find(c), idParam(c, "fileId"));
    return c.body(null, 204);
  });

  app.post("/v1/orders/:orderId/confirm", (c) =>
    once(c, (finish) => confirmOrder(backend, c.get("caller"), idParam(c, "orderId"), finish), { status: 202 }),
  );

  app.post("/v1/orders/:orderId/cancel", async (c) => {
    const failure = { reason: "cancelled" } as const;
    const change = { operation: "cancel", decide: () => ({ failure }) } as const;
    return c.json(viewOrder(await changeOrder(backend, () => find(c), change)));
  });

  app.get("/v1/orders/:orderId/report", async (c) => {
    const { waitSec } = await validateQuery(c, ReportQuery);
    const { signal } = c.req.raw;
    const order = await awaitReport(backend, c.get("caller"), idParam(c, "orderId"), { waitSec, signal });
    const { id: orderId, type, units } = order;
    const language = languageOf(c);
    const report = localizeTexts(order.report, language);
    return c.json({ orderId, type, units, report }, 200, languageHeaders(language));
  });

  app.get("/v1/orders/:orderId/download", async (c) => {
    const file = await findResult(backend, c.get("caller"), idParam(c, "orderId"));
    const { id, bytes, file_name: fileName, media_type: mediaType, sha256 } = file;
    const read = (range?: ByteRange) => backend.files.read(id, bytes, range);
    return await sendDownload(c, { fileName, mediaType, bytes, sha256, read }, orders.error);
  });
}

/** Lists the states that an order has been in, oldest first. */
async function readHistory({ store }: Backend, { id }: Order): Promise<{ status: string; at: string }[]> {
  const rows = await store.sql<{ to_state: string; at: number }>`
    SELECT to_state, at FROM orders_history WHERE order_id = ${id} ORDER BY version`;
  return rows.map(({ to_state, at }) => ({ status: to_state, at: isoTime(at) }));
}
