import { keyManagement } from "errata/guards";
import { honoBoundary } from "errata/hono";
import { type Boundary, type BoundaryOptions, boundary, type Recorder } from "errata/server";
import { balanceMigrations, balances, keyMigrations, keys, type Migrations, type Store } from "errata/store";
import { Hono } from "hono";
import { keyUsageFlusher } from "../shared/api/index.ts";
import { rejectQuery } from "../shared/http/index.ts";
import { queue, queueMigrations, type Worker } from "../shared/queue/index.ts";
import type { Backend } from "./backend.ts";
import { pdf } from "./contract.ts";
import { guardRequests, keyGuard } from "./credentials/guard-requests.ts";
import { workspaceKeys } from "./credentials/keys.ts";
import { keyRoutes, publicRoutes } from "./credentials/routes.ts";
import { signingKeys } from "./credentials/signing-keys.ts";
import { tokenMs } from "./credentials/tokens.ts";
import { creditsGuard } from "./credits.ts";
import { designRoutes } from "./designs/routes.ts";
import { documentRoutes } from "./documents/routes.ts";
import { type Housekeeping, housekeeping } from "./housekeeping.ts";
import { type PdfEnv, queried } from "./http.ts";
import { documentWorker } from "./jobs/document-worker.ts";
import { jobRoutes } from "./jobs/routes.ts";
import type { ItemRef } from "./jobs/start-job.ts";
import { pdfTables } from "./migrations.ts";
import { openObjects } from "./objects/open-objects.ts";
import type { S3Options } from "./objects/s3-store.ts";
import { translateDatabase } from "./translate-database.ts";
import { toDetails, translateInput } from "./translate-input.ts";
import { workspaceRoutes } from "./workspaces/routes.ts";

/** What the service needs from the place where it runs. */
export interface PdfOptions {
  /** A store with the tables of `pdfMigrations`. */
  readonly store: Store;
  /** Folder of the documents, where they are kept in no other store. */
  readonly folder: string;
  /** Keeps the documents in a store that speaks S3. @default the folder */
  readonly s3?: S3Options;
  /** Receives every error that is answered. */
  readonly record?: Recorder;
  /** Is told of each background job that failed; it is tried again. @param job what it worked on */
  readonly onJobFailed?: (error: unknown, job: string) => void;
  /** How long a JSON body may take to arrive, in milliseconds. @default 20_000 */
  readonly bodyDeadlineMs?: number;
  /** N of scrypt, a power of two: what checking a password costs. @default 32_768 */
  readonly passwordCost?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** The running service. */
export interface PdfService {
  readonly app: Hono<PdfEnv>;
  readonly boundary: Boundary;
  readonly backend: Backend;
  /** Makes the documents of jobs. */
  readonly worker: Worker;
  readonly housekeeping: Housekeeping;
  /** Starts what runs beside the requests. */
  startJobs(): void;
  /** Ends that; the store is still open. */
  stopJobs(): Promise<void>;
  /** Drops what is remembered of a workspace and its keys; call it after changing them. */
  forgetWorkspace(workspaceId: string): void;
}

/** Tables of the service and of what it stands on. */
export const pdfMigrations: readonly Migrations[] = [balanceMigrations, keyMigrations, queueMigrations, pdfTables];

const { DUPLICATE_ENTRY } = pdf.error;
const rules: BoundaryOptions = {
  maxBodyBytes: pdf.limits.bodyBytes,
  operations: { "POST /v1/jobs": { maxBodyBytes: pdf.limits.batchBytes } },
  translate: [translateInput, translateDatabase],
  constraints: {
    pdf_designs_workspace_id_name_key_key: () => DUPLICATE_ENTRY({ field: "name" }),
    pdf_designs_workspace_id_external_id_key: () => DUPLICATE_ENTRY({ field: "externalId" }),
    pdf_members_workspace_id_email_key_key: () => DUPLICATE_ENTRY({ field: "email" }),
  },
  fieldErrors: ([first]) => first && toDetails(first),
};

/** Opens the service, with guards before its routes. */
export async function openPdf(options: PdfOptions): Promise<PdfService> {
  const { store, record, onJobFailed = () => undefined, bodyDeadlineMs, clock = Date.now } = options;
  const keyRecords = keys({ clock });
  const guard = keyGuard({ store, keys: keyRecords, clock });
  const backend = openBackend(options, {
    keys: keyRecords,
    apiKeys: keyManagement({ format: workspaceKeys, store, keys: keyRecords, guards: [guard], clock }),
  });
  const own = boundary(pdf, {
    ...rules,
    clock,
    ...(record && { record }),
    ...(bodyDeadlineMs && { bodyDeadlineMs }),
  });
  const documents = queue<ItemRef>({ name: "pdf-documents", store, clock });
  const app = honoBoundary(new Hono<PdfEnv>(), own);
  // Before the guards: the contract is for everyone, and so is signing in.
  app.get("/.well-known/errata.json", (c) => c.json(pdf.toJSON()));
  await publicRoutes(app, backend);
  app.use("*", guardRequests(backend, guard), rejectQuery(queried));
  workspaceRoutes(app, backend);
  keyRoutes(app, backend);
  designRoutes(app, backend);
  documentRoutes(app, backend);
  jobRoutes(app, backend, documents);

  const worker = documentWorker(backend, documents, (error, jobId) => onJobFailed(error, `document ${jobId}`));
  const uses = keyUsageFlusher(backend, (error) => onJobFailed(error, "last uses of keys"));
  const keeper = housekeeping(backend, (error) => onJobFailed(error, "housekeeping"));
  return {
    app,
    boundary: own,
    backend,
    worker,
    housekeeping: keeper,
    startJobs() {
      for (const job of [worker, uses, keeper]) job.start();
    },
    async stopJobs() {
      for (const job of [worker, uses, keeper]) await job.stop();
    },
    forgetWorkspace: (workspaceId) => guard.forgetTenant(workspaceId),
  };
}

function openBackend(
  { store, folder, s3, passwordCost = 32_768, clock = Date.now }: PdfOptions,
  given: Pick<Backend, "keys" | "apiKeys">,
): Backend {
  const creditLedger = balances({ unit: "credits", clock });
  return {
    ...given,
    store,
    objects: openObjects(folder, s3),
    creditLedger,
    credits: creditsGuard(store, creditLedger, clock),
    signingKeys: signingKeys(store.sql, clock, tokenMs),
    passwordCost,
    clock,
  };
}
