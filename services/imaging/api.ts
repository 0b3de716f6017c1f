import { honoBoundary, serveContract } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { type Api, keyUsageFlusher, type ServiceEnvironment } from "../shared/api/index.ts";
import { every } from "../shared/concurrency/index.ts";
import { fileSweeper } from "../shared/files/index.ts";
import { asOne, browserAccess, carryRequestId, responseDeadline } from "../shared/http/index.ts";
import { onlyOnce } from "../shared/idempotency/index.ts";
import {
  purgeKeys,
  purgeLedger,
  purgeRegularly,
  purgeResponses,
  type RetentionJob,
} from "../shared/retention/index.ts";
import type { Backend } from "./backend.ts";
import { consoleData } from "./console-data.ts";
import { imaging } from "./contract.ts";
import { eraseCustomers } from "./customers/erase-customers.ts";
import { customerRoutes } from "./customers/routes.ts";
import { userRoutes } from "./customers/user-routes.ts";
import { openDemo } from "./demo.ts";
import { imagingDescription } from "./description.ts";
import { requestGuards } from "./guards.ts";
import { type ImagingEnv, success } from "./http.ts";
import { openBackend } from "./open-backend.ts";
import type { ImagingOptions } from "./options.ts";
import { ownerOf } from "./partners/caller.ts";
import { partnerRoutes } from "./partners/routes.ts";
import { planRoutes } from "./plans/routes.ts";
import { reportRoutes } from "./reports/routes.ts";
import { type Indexer, indexer } from "./studies/indexer.ts";
import { studyRoutes } from "./studies/routes.ts";

/** Time between two searches for customers to erase, in milliseconds. */
const erasureCheckMs = 60 * 60_000;

/** The running service. */
export interface ImagingService extends Api {
  readonly backend: Backend;
  /** Deletes data that is older than its retention period. */
  readonly oldData: RetentionJob;
  readonly indexer: Indexer;
}

/** Opens the service for the launcher. */
export function openImagingApi(environment: ServiceEnvironment): Promise<Api> {
  return openImaging(environment);
}

/** Opens the service: backend, boundary, guards, routes and background jobs. */
export async function openImaging(options: ImagingOptions): Promise<ImagingService> {
  const { record, recordSuccess, trace, onJobFailed = () => undefined, bodyDeadlineMs, clock, publicUrl } = options;
  const backend = await openBackend(options);
  const imagingBoundary = boundary(imaging, {
    docs: "/docs/imaging/",
    publicUrl,
    maxBodyBytes: imaging.limits.bodyBytes,
    operations: {
      "POST /v1/customers/{customerId}/studies": { maxBodyBytes: imaging.limits.instanceBytes },
      // The route rejects larger reports with the documented code.
      "POST /v1/customers/{customerId}/studies/{studyUid}/reports": { maxBodyBytes: Number.MAX_SAFE_INTEGER },
    },
    record,
    recordSuccess,
    trace,
    bodyDeadlineMs,
    clock,
  });

  const deadline = responseDeadline<ImagingEnv>({
    boundary: imagingBoundary,
    deadlineMs: options.responseDeadlineMs,
    operations: {
      "POST /v1/customers/{customerId}/studies": 30_000,
      "POST /v1/customers/{customerId}/studies/{studyUid}/reports": 30_000,
    },
  });
  const app = honoBoundary(new Hono<ImagingEnv>(), imagingBoundary);
  app.use("*", asOne(browserAccess, carryRequestId, deadline));
  // Before the guards, because the contract is public.
  app.get("/.well-known/errata.json", serveContract(imaging));
  app.use("*", ...requestGuards(backend));
  const { idempotency } = backend;
  const once = onlyOnce<ImagingEnv>({
    ...{ boundary: imagingBoundary, idempotency, envelope: success },
    tenant: (c) => ownerOf(c.get("caller")),
  });
  for (const addRoutes of [partnerRoutes, planRoutes, customerRoutes, userRoutes, studyRoutes, reportRoutes]) {
    addRoutes(app, backend, once);
  }

  const studyIndexer = indexer(backend, onJobFailed);
  const oldData = purgeRegularly(
    [
      purgeResponses(backend.store, idempotency),
      purgeKeys(backend.store, backend.keys),
      purgeLedger(backend.store, backend.creditLedger),
      purgeLedger(backend.store, backend.storageLedger),
    ],
    onJobFailed,
  );
  const jobs = [
    studyIndexer,
    oldData,
    fileSweeper(backend, onJobFailed),
    every(
      erasureCheckMs,
      () => eraseCustomers(backend),
      (error) => onJobFailed(error, "the erasure of deleted customers"),
    ),
    keyUsageFlusher(backend, (error) => onJobFailed(error, "the last use of API keys")),
  ];
  return {
    name: "imaging",
    about: "A partner API for medical imaging",
    contract: imaging,
    description: imagingDescription,
    boundary: imagingBoundary,
    mount: (root) => void root.route("/imaging", app),
    start() {
      for (const job of jobs) job.start();
    },
    async stop() {
      for (const job of jobs) await job.stop();
    },
    consoleData: consoleData(backend),
    demo: (known) => openDemo(backend, known),
    backend,
    oldData,
    indexer: studyIndexer,
  };
}
