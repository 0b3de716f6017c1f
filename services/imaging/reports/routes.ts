import { Readable } from "node:stream";
import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { readUpload } from "../../shared/files/index.ts";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { findActive, findReadable } from "../customers/customer.ts";
import { type ImagingEnv, ok } from "../http.ts";
import { refuseForm } from "../invalid-field.ts";
import { findIndexed } from "../studies/study.ts";
import { readRange } from "./byte-range.ts";
import { deleteReport } from "./delete-report.ts";
import { downloadHeaders } from "./download-headers.ts";
import { listReports, ReportQuery } from "./list-reports.ts";
import { findReport, viewReport } from "./report.ts";
import { refuseReportLength, storeReport } from "./store-report.ts";

/** Adds the reports of studies. */
export function reportRoutes(app: Hono<ImagingEnv>, backend: Backend): void {
  const { sql } = backend.store;

  app.post("/v1/customers/:customerId/studies/:studyUid/reports", async (c) => {
    const caller = c.get("caller");
    const customer = await findActive(sql, caller, idParam(c, "customerId"));
    const study = await findIndexed(sql, customer, idParam(c, "studyUid"));
    const report = await readUpload(c, { refuseLength: refuseReportLength, refuse: refuseForm }, (upload) =>
      storeReport(backend, { caller, customer, study, upload }),
    );
    return ok(c, viewReport(report), 201);
  });

  app.get("/v1/customers/:customerId/studies/:studyUid/reports", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    const study = await findIndexed(sql, customer, idParam(c, "studyUid"));
    return ok(c, await listReports(backend, study, await validateQuery(c, ReportQuery)));
  });

  app.get("/v1/customers/:customerId/reports/:reportId", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, viewReport(await findReport(sql, customer, idParam(c, "reportId"))));
  });

  app.get("/v1/customers/:customerId/reports/:reportId/content", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    const report = await findReport(sql, customer, idParam(c, "reportId"));
    const range = readRange(c.req.header("range"), report.bytes);
    const content = Readable.toWeb(await backend.files.read(report.id, report.bytes, range)) as ReadableStream;
    return c.body(content, range === undefined ? 200 : 206, downloadHeaders(report, range));
  });

  app.delete("/v1/customers/:customerId/reports/:reportId", async (c) => {
    const customer = await findActive(sql, c.get("caller"), idParam(c, "customerId"));
    await deleteReport(backend, c.get("caller"), customer, idParam(c, "reportId"));
    return c.body(null, 204);
  });
}
