import { honoBoundary, serveContract } from "errata/hono";
import { type Boundary, boundary } from "errata/server";
import { Hono } from "hono";
import { type Api, keyUsageFlusher, type ServiceEnvironment } from "../shared/api/index.ts";
import { every } from "../shared/concurrency/index.ts";
import { browserAccess, carryRequestId, responseDeadline } from "../shared/http/index.ts";
import { onlyOnce } from "../shared/idempotency/index.ts";
import type { Worker } from "../shared/queue/index.ts";
import { defaultRetention, purgeRegularly, type RetentionJob } from "../shared/retention/index.ts";
import { readCpuMs } from "../shared/worker-pool/index.ts";
import type { Backend } from "./backend.ts";
import { consoleData } from "./console-data.ts";
import { pdf } from "./contract.ts";
import { keyRoutes, publicRoutes } from "./credentials/routes.ts";
import { encryptSigningKeys } from "./credentials/signing-keys.ts";
import { openDemo } from "./demo.ts";
import { pdfDescription } from "./description.ts";
import { designRoutes } from "./designs/routes.ts";
import { documentRoutes } from "./documents/routes.ts";
import { toDetails, translateRules } from "./errors/translate.ts";
import { requestGuards } from "./guards.ts";
import { type PdfEnv, success } from "./http.ts";
import { documentWorker } from "./jobs/document-worker.ts";
import { jobRoutes } from "./jobs/routes.ts";
import { cleanUp, openBackend } from "./open-backend.ts";
import type { PdfOptions } from "./options.ts";
import { purgesOf } from "./retention.ts";
import { workspaceRoutes } from "./workspaces/routes.ts";

/** The running service. */
export interface PdfService extends Api {
  readonly backend: Backend;
  /** Deletes data that is older than its retention period. */
  readonly oldData: RetentionJob;
  /** Generates the documents of jobs. */
  readonly worker: Worker;
}

/** Opens the service for the launcher. `ERRATA_PDF_RENDER_MS` is the CPU time in which a document must be rendered. */
export async function openPdfApi(environment: ServiceEnvironment, variables = process.env): Promise<PdfService> {
  const renderMs = readCpuMs(variables, "ERRATA_PDF_RENDER_MS");
  return openPdf({ ...environment, renderMs });
}

/** Opens the service: backend, boundary, guards, routes and background jobs. */
export async function openPdf(options: PdfOptions): Promise<PdfService> {
  const { onJobFailed = () => undefined } = options;
  await encryptSigningKeys(options.store.sql, options.secrets);
  const backend = await openBackend(options);
  const pdfBoundary = openBoundary(options);
  const deadline = responseDeadline<PdfEnv>({
    boundary: pdfBoundary,
    deadlineMs: options.responseDeadlineMs,
    // A document waits for those that other workspaces render, and may need seconds of CPU time itself.
    operations: { "POST /v1/pdfs": 30_000, "POST /v1/designs": 30_000, "PUT /v1/designs/{designId}": 30_000 },
  });
  const app = honoBoundary(new Hono<PdfEnv>(), pdfBoundary);
  app.use("*", browserAccess, carryRequestId, deadline);
  // Before the guards: the contract, signing in and the keys that verify tokens are public.
  app.get("/.well-known/errata.json", serveContract(pdf));
  await publicRoutes(app, backend);
  app.use("*", ...requestGuards(backend));
  const { idempotency } = backend;
  const once = onlyOnce<PdfEnv>({
    ...{ boundary: pdfBoundary, idempotency, envelope: success },
    tenant: (c) => c.get("caller").workspace.id,
  });
  for (const addRoutes of [workspaceRoutes, keyRoutes, designRoutes, documentRoutes, jobRoutes]) {
    addRoutes(app, backend, once);
  }
  const worker = documentWorker(backend, onJobFailed);
  const { retention = defaultRetention } = options;
  const oldData = purgeRegularly(purgesOf(backend, retention), onJobFailed);
  const jobs = [
    worker,
    keyUsageFlusher(backend, (error) => onJobFailed(error, "the last use of API keys")),
    oldData,
    every(
      30_000,
      () => cleanUp(backend),
      (error) => onJobFailed(error, "cleanup"),
    ),
  ];
  return {
    name: "pdf",
    about: "Documents from designs: invoices, labels, letters",
    contract: pdf,
    description: pdfDescription,
    boundary: pdfBoundary,
    mount: (root) => void root.route("/pdf", app),
    start() {
      backend.renderer.warmUp().catch((error: unknown) => onJobFailed(error, "starting the renderer"));
      for (const job of jobs) job.start();
    },
    async stop() {
      for (const job of jobs) await job.stop();
      if (options.renderPool === undefined) backend.renderer.close();
    },
    consoleData: consoleData(backend),
    demo: (known) => openDemo(backend, known),
    backend,
    oldData,
    worker,
  };
}

function openBoundary({ record, recordSuccess, trace, bodyDeadlineMs, clock, publicUrl }: PdfOptions): Boundary {
  const duplicate = (field: string) => () => pdf.error.DUPLICATE_ENTRY({ field });
  return boundary(pdf, {
    docs: "/docs/pdf/",
    publicUrl,
    maxBodyBytes: pdf.limits.bodyBytes,
    operations: { "POST /v1/jobs": { maxBodyBytes: pdf.limits.batchBytes } },
    translate: translateRules,
    constraints: {
      pdf_designs_workspace_id_name_key_key: duplicate("name"),
      pdf_designs_workspace_id_external_id_key: duplicate("externalId"),
      pdf_members_workspace_id_email_key_key: duplicate("email"),
    },
    fieldErrors: ([first]) => first && toDetails(first),
    record,
    recordSuccess,
    trace,
    bodyDeadlineMs,
    clock,
  });
}
