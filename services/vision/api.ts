import { unify } from "errata";
import { honoBoundary, serveContract } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { type Api, keyUsageFlusher, type ServiceEnvironment } from "../shared/api/index.ts";
import { every } from "../shared/concurrency/index.ts";
import { browserAccess, carryRequestId, formatMessage, responseDeadline } from "../shared/http/index.ts";
import { onlyOnce } from "../shared/idempotency/index.ts";
import { settingsFromEnvironment } from "../shared/provider/index.ts";
import { defaultRetention, purgeRegularly, type RetentionJob } from "../shared/retention/index.ts";
import { readCpuMs } from "../shared/worker-pool/index.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { analysisRoutes } from "./analyses/routes.ts";
import type { Backend } from "./backend.ts";
import { consoleData } from "./console-data.ts";
import { vision } from "./contract.ts";
import { openDemo } from "./demo.ts";
import { visionDescription } from "./description.ts";
import { requestGuards } from "./guards.ts";
import { invalidDetails, type VisionEnv } from "./http.ts";
import { imageRoutes } from "./images/routes.ts";
import { keyRoutes } from "./keys/routes.ts";
import { cleanUp, openBackend } from "./open-backend.ts";
import type { VisionOptions } from "./options.ts";
import { purgesOf } from "./retention.ts";
import { ruleRoutes } from "./rules/routes.ts";
import { schemaRoutes } from "./schemas/routes.ts";

/** The running service. */
export interface VisionService extends Api {
  readonly backend: Backend;
  /** Deletes the files of processes that died, and releases what they had reserved. It runs every 10 s. */
  cleanUp(): Promise<void>;
  /** Deletes data that is older than its retention period. */
  readonly oldData: RetentionJob;
}

/**
 * Opens the service for the launcher. `ERRATA_VISION_UNIFIED=1` selects the unified envelope, and `ERRATA_VISION_DECODE_MS`
 * is the CPU time in which an image must be decoded.
 */
export async function openVisionApi(environment: ServiceEnvironment, variables = process.env): Promise<VisionService> {
  const provider = settingsFromEnvironment(variables);
  const unified = variables.ERRATA_VISION_UNIFIED || "0";
  if (unified !== "0" && unified !== "1")
    throw new Error(`Expected ERRATA_VISION_UNIFIED to be 0 or 1, received "${unified.slice(0, 80)}".`);
  const decodeMs = readCpuMs(variables, "ERRATA_VISION_DECODE_MS");
  return openVision({ ...environment, provider, unified: unified === "1", decodeMs });
}

/** Opens the service: backend, boundary, guards, routes and background jobs. */
export async function openVision(options: VisionOptions): Promise<VisionService> {
  const { record, recordSuccess, trace, onJobFailed = () => undefined, bodyDeadlineMs, clock, publicUrl } = options;
  const { unified = false } = options;
  const backend = await openBackend(options);
  const contract = unified ? unify(vision, "rich") : vision;
  const visionBoundary = boundary(contract, {
    docs: "/docs/vision/",
    publicUrl,
    maxBodyBytes: vision.limits.bodyBytes,
    // The route rejects larger images, because the limit also depends on the account's storage.
    operations: { "POST /v1/images": { maxBodyBytes: Number.MAX_SAFE_INTEGER } },
    formatter: formatMessage,
    fieldErrors: invalidDetails,
    record,
    recordSuccess,
    trace,
    bodyDeadlineMs,
    clock,
  });
  const deadline = responseDeadline<VisionEnv>({
    boundary: visionBoundary,
    deadlineMs: options.responseDeadlineMs,
    operations: {
      "POST /v1/images": 30_000,
      // The deadline of the batch, the wait for another analysis and decoding.
      "POST /v1/analyses": 45_000,
    },
  });
  const app = honoBoundary(new Hono<VisionEnv>(), visionBoundary);
  app.use("*", browserAccess, carryRequestId, deadline);
  // Before the guards, because the contract is public.
  app.get("/.well-known/errata.json", serveContract(contract));
  app.use("*", ...requestGuards(backend));
  const { idempotency } = backend;
  const once = onlyOnce<VisionEnv>({ boundary: visionBoundary, idempotency, tenant: (c) => c.get("account").id });
  for (const addRoutes of [accountRoutes, keyRoutes, imageRoutes, ruleRoutes, schemaRoutes, analysisRoutes]) {
    addRoutes(app, backend, once);
  }
  const { retention = defaultRetention } = options;
  const oldData = purgeRegularly(purgesOf(backend, retention), onJobFailed);
  const jobs = [
    keyUsageFlusher(backend, (error) => onJobFailed(error, "the last use of API keys")),
    every(
      10_000,
      () => cleanUp(backend),
      (error) => onJobFailed(error, "cleanup"),
    ),
    oldData,
  ];
  return {
    name: "vision",
    about: "An API that analyses images",
    contract,
    description: visionDescription,
    boundary: visionBoundary,
    mount: (root) => void root.route("/vision", app),
    start() {
      for (const job of jobs) job.start();
    },
    async stop() {
      for (const job of jobs) await job.stop();
      if (options.imagePool === undefined) backend.images.close();
    },
    consoleData: consoleData(backend),
    demo: (known) => openDemo(backend, known),
    backend,
    cleanUp: () => cleanUp(backend),
    oldData,
  };
}
