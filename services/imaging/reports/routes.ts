import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { readUpload } from "../../shared/files/index.ts";
import { idParam } from "../../shared/http/index.ts";
import { readDigest } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { findActive, findReadable } from "../customers/customer.ts";
import { type ImagingEnv, type ImagingOnce, invalidForm, ListQuery, ok } from "../http.ts";
import { findIndexed } from "../studies/study.ts";
import { deleteReport } from "./delete-report.ts";
import { downloadReport } from "./download.ts";
import { listReports, ReportQuery } from "./list-reports.ts";
import { findReport, viewReport } from "./report.ts";
import { checkReportLength, reportTooLarge, storeReport } from "./store-report.ts";

/** Adds the routes of reports. */
export function reportRoutes(app: Hono<ImagingEnv>, backend: Backend, once: ImagingOnce): void {
  const { sql } = backend.store;
  const form = { checkLength: checkReportLength, formError: invalidForm };

  app.post("/v1/customers/:customerId/studies/:studyUid/reports", async (c) => {
    const caller = c.get("caller");
    const customer = await findActive(sql, caller, idParam(c, "customerId"));
    const study = await findIndexed(sql, customer, idParam(c, "studyUid"));
    return await once(
      c,
      (finish) => readUpload(c, form, (upload) => storeReport(backend, { caller, customer, study, upload }, finish)),
      { digest: () => readDigest(c, { ...form, maxBytes: imaging.limits.reportBytes, tooLarge: reportTooLarge }) },
    );
  });

  app.get("/v1/customers/:customerId/studies/:studyUid/reports", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    const { study_uid: studyUid } = await findIndexed(sql, customer, idParam(c, "studyUid"));
    return ok(c, await listReports(backend, customer, { ...(await validateQuery(c, ListQuery)), studyUid }));
  });

  app.get("/v1/customers/:customerId/reports", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, await listReports(backend, customer, await validateQuery(c, ReportQuery)));
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
    return ok(c, await deleteReport(backend, c.get("caller"), customer, idParam(c, "reportId")));
  });
}
