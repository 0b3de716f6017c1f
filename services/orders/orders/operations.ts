import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { describeDownload } from "../../shared/files/index.ts";
import { fileForm, Id, noContent, pageOf, Time } from "../../shared/http/index.ts";
import { ReportView } from "../work/reports.ts";
import { OrderChange } from "./change-order.ts";
import { NewOrder } from "./create-order.ts";
import { OrderQuery } from "./list-orders.ts";
import { OrderView } from "./order.ts";
import { ReportQuery } from "./read-result.ts";
import { states } from "./state-machine.ts";
import { UploadQuery } from "./upload-file.ts";
import { FileQuery, FileView } from "./uploaded-files.ts";

/** An order with the states that it has been in. */
const OrderWithHistory = OrderView.extend({
  history: z
    .array(
      z.object({
        status: z.enum(states).describe("The state."),
        at: Time.describe("When the order reached it."),
      }),
    )
    .describe("The states that the order has been in, oldest first."),
}).meta({ title: "OrderWithHistory" });

const tag = "Orders";
const path = { orderId: Id.describe("Id of the order.") };

/** Inputs and outputs of the operations of orders. */
export const orderOperations = {
  "GET /v1/orders": {
    tag,
    summary: "Lists the orders of the caller, newest first.",
    description: "Requires the scope `orders:read`. With `orders:any`, it lists the orders of the whole account.",
    query: OrderQuery,
    responses: { 200: { description: "A page of orders.", body: pageOf(OrderView) } },
  },
  "POST /v1/orders": {
    tag,
    summary: "Creates an order.",
    description: "Requires the scope `orders:write`. Upload its files next, then confirm it within one day.",
    body: NewOrder,
    responses: { 201: { description: "The order.", body: OrderView } },
  },
  "GET /v1/orders/{orderId}": {
    tag,
    summary: "Returns an order, with its history.",
    description: "Requires the scope `orders:read`.",
    path,
    responses: { 200: { description: "The order.", body: OrderWithHistory } },
  },
  "PATCH /v1/orders/{orderId}": {
    tag,
    summary: "Changes the quantity or the options of a pending order.",
    description:
      "Requires the scope `orders:write`. Changing the quantity to the number of uploaded files completes the uploads.",
    path,
    body: OrderChange,
    responses: { 200: { description: "The changed order.", body: OrderView } },
  },
  "POST /v1/orders/{orderId}/file": {
    tag,
    summary: "Uploads a file of a pending order.",
    description:
      "Requires the scope `orders:write`. After the last file, the order is `uploaded`. A repetition with the same bytes at the same position changes nothing.",
    path,
    query: UploadQuery,
    content: { "multipart/form-data": fileForm("The file, of at most 10 MiB and of a type that the order accepts.") },
    responses: { 201: { description: "The order with the file.", body: OrderView } },
  },
  "GET /v1/orders/{orderId}/files": {
    tag,
    summary: "Lists the uploaded files of an order, newest first.",
    description: "Requires the scope `orders:read`. The files are deleted when the order ends.",
    path,
    query: FileQuery,
    responses: { 200: { description: "A page of files.", body: pageOf(FileView) } },
  },
  "DELETE /v1/orders/{orderId}/files/{fileId}": {
    tag,
    summary: "Removes a file of a pending order.",
    description: "Requires the scope `orders:write`. Its position is free again.",
    path: { ...path, fileId: Id.describe("Id of the file.") },
    responses: { 204: noContent("The file was removed.") },
  },
  "POST /v1/orders/{orderId}/confirm": {
    tag,
    summary: "Confirms an order: reserves its units and starts the processing.",
    description: "Requires the scope `orders:write`. Units are charged when the order is completed.",
    path,
    responses: { 202: { description: "The confirmed order.", body: OrderView } },
  },
  "POST /v1/orders/{orderId}/cancel": {
    tag,
    summary: "Cancels an order that has not ended. Nothing is charged.",
    description: "Requires the scope `orders:write`. The order is `failed` with the reason `cancelled`.",
    path,
    responses: { 200: { description: "The cancelled order.", body: OrderView } },
  },
  "GET /v1/orders/{orderId}/report": {
    tag,
    summary: "Returns the report of a completed order, and can wait for it.",
    description: "Requires the scope `orders:read`.",
    path,
    query: ReportQuery,
    responses: { 200: { description: "The report.", body: ReportView } },
  },
  "GET /v1/orders/{orderId}/download": {
    tag,
    summary: "Downloads the file of a completed order.",
    description: "Requires the scope `orders:read`. The file is deleted one week after the completion.",
    path,
    ...describeDownload(
      "application/pdf",
      "application/json",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
  },
} satisfies Readonly<Record<string, OperationDescription>>;
