import type { Refusal } from "errata";
import { honoBoundary, serveContract } from "errata/hono";
import { type Boundary, boundary } from "errata/server";
import { Hono } from "hono";
import { type Api, keyUsageFlusher, type ServiceEnvironment } from "../shared/api/index.ts";
import { browserAccess, carryRequestId, formatMessage, responseDeadline } from "../shared/http/index.ts";
import { onlyOnce } from "../shared/idempotency/index.ts";
import { settingsFromEnvironment } from "../shared/provider/index.ts";
import { defaultRetention, purgeRegularly, type RetentionJob } from "../shared/retention/index.ts";
import { accountRoutes } from "./accounts/routes.ts";
import type { Backend } from "./backend.ts";
import { consultationRoutes } from "./consultations/routes.ts";
import { scribe } from "./contract.ts";
import { openDemo } from "./demo.ts";
import { scribeDescription } from "./description.ts";
import { parameterRule, shapeCondition } from "./errors/parameter-error.ts";
import { privateRecord } from "./errors/private-record.ts";
import { requestGuards } from "./guards.ts";
import { noStore, type ScribeEnv } from "./http.ts";
import { keyRoutes } from "./keys/routes.ts";
import { noteRoutes } from "./notes/routes.ts";
import { openBackend } from "./open-backend.ts";
import type { ScribeOptions } from "./options.ts";
import { patientRoutes } from "./patients/routes.ts";
import { purgesOf } from "./retention.ts";
import { transcriptRoutes } from "./transcripts/routes.ts";

/** The running service. */
export interface ScribeService extends Api {
  readonly backend: Backend;
  /** Deletes data that is older than its retention period. */
  readonly oldData: RetentionJob;
}

/** Opens the service for the launcher, with the model that the environment configures. */
export async function openScribeApi(environment: ServiceEnvironment): Promise<Api> {
  return openScribe({ ...environment, chat: settingsFromEnvironment(process.env) });
}

/** Opens the service: backend, boundary, guards, routes and background jobs. */
export function openScribe(options: ScribeOptions): ScribeService {
  const { onJobFailed = () => undefined } = options;
  const backend = openBackend(options);
  const scribeBoundary = openBoundary(options);
  const deadline = responseDeadline<ScribeEnv>({
    boundary: scribeBoundary,
    deadlineMs: options.responseDeadlineMs,
    operations: {
      "POST /v1/consultations/{consultationId}/session-scribe": 30_000,
    },
  });
  const app = honoBoundary(new Hono<ScribeEnv>(), scribeBoundary);
  app.use("*", browserAccess, carryRequestId, deadline);
  // Before the guards, because the contract is public.
  app.get("/.well-known/errata.json", serveContract(scribe));
  app.use("*", noStore, ...requestGuards(backend));
  const { idempotency } = backend;
  const once = onlyOnce<ScribeEnv>({ boundary: scribeBoundary, idempotency, tenant: (c) => c.get("account").id });
  for (const addRoutes of [accountRoutes, keyRoutes, patientRoutes, consultationRoutes, transcriptRoutes, noteRoutes]) {
    addRoutes(app, backend, once);
  }
  const { retention = defaultRetention } = options;
  const oldData = purgeRegularly(purgesOf(backend, retention), onJobFailed);
  const jobs = [keyUsageFlusher(backend, (error) => onJobFailed(error, "the last use of API keys")), oldData];
  return {
    name: "scribe",
    about: "Structured notes of medical consultations",
    contract: scribe,
    description: scribeDescription,
    boundary: scribeBoundary,
    mount: (root) => void root.route("/scribe", app),
    start() {
      for (const job of jobs) job.start();
    },
    async stop() {
      for (const job of jobs) await job.stop();
      backend.notePool.close();
    },
    demo: (known) => openDemo(backend, known),
    backend,
    oldData,
  };
}

function openBoundary({ record, recordSuccess, trace, bodyDeadlineMs, clock, publicUrl }: ScribeOptions): Boundary {
  const conflict =
    (param: string, resource: "consultation" | "patient"): Refusal<object> =>
    (_, options) =>
      scribe.error.resource_conflict({ param, resource }, options);
  return boundary(scribe, {
    docs: "/docs/scribe/",
    publicUrl,
    maxBodyBytes: scribe.limits.bodyBytes,
    formatter: formatMessage,
    fieldErrors: shapeCondition,
    translate: [parameterRule],
    constraints: {
      scribe_consultations_account_id_internal_id_key: conflict("consultationInternalId", "consultation"),
      scribe_patients_account_id_internal_id_key: conflict("patientInternalId", "patient"),
    },
    record: record && privateRecord(record),
    recordSuccess,
    trace,
    bodyDeadlineMs,
    clock,
  });
}
