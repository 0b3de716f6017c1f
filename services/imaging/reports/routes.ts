import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { readUpload } from "../../shared/files/index.ts";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { findActive, findReadable } from "../customers/customer.ts";
import { type ImagingEnv, invalidForm, ListQuery, ok } from "../http.ts";
import { findIndexed } from "../studies/study.ts";
import { deleteReport } from "./delete-report.ts";
import { downloadReport } from "./download.ts";
import { listReports } from "./list-reports.ts";
import { findReport, viewReport } from "./report.ts";
import { checkReportLength, storeReport } from "./store-report.ts";

/** Adds the routes of reports. */
export function reportRoutes(app: Hono<ImagingEnv>, backend: Backend): void {
  const { sql } = backend.store;

  app.post("/v1/customers/:customerId/studies/:studyUid/reports", async (c) => {
    const caller = c.get("caller");
    const customer = await findActive(sql, caller, idParam(c, "customerId"));
    const study = await findIndexed(sql, customer, idParam(c, "studyUid"));
    const report = await readUpload(c, { checkLength: checkReportLength, formError: invalidForm }, (upload) =>
      storeReport(backend, { caller, customer, study, upload }),
    );
    return ok(c, viewReport(report), 201);
  });

  app.get("/v1/customers/:customerId/studies/:studyUid/reports", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    const study = await findIndexed(sql, customer, idParam(c, "studyUid"));
    return ok(c, await listReports(backend, study, await validateQuery(c, ListQuery)));
  });

  app.get("/v1/customers/:customerId/reports/:reportId", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, viewReport(await findReport(sql, customer, idParam(c, "reportId"))));
  });

  app.get("/v1/customers/:customerId/reports/:reportId/content", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return await downloadReport(c, backend, await findReport(sql, customer, idParam(c, "reportId")));
  });

  app.delete("/v1/customers/:customerId/reports/:reportId", async (c) => {
    const customer = await findActive(sql, c.get("caller"), idParam(c, "customerId"));
    await deleteReport(backend, c.get("caller"), customer, idParam(c, "reportId"));
    return c.body(null, 204);
  });
}
