import { join } from "node:path";
import { unify } from "errata";
import { keyManagement } from "errata/guards";
import { honoBoundary, serveContract } from "errata/hono";
import { type Boundary, type BoundaryOptions, boundary, type Recorder } from "errata/server";
import { balanceMigrations, balances, keyMigrations, keys, type Migrations, type Store } from "errata/store";
import { Hono } from "hono";
import { keyUsageFlusher } from "../shared/api/index.ts";
import { fileMigrations, openFileStore, reconcileFiles } from "../shared/files/index.ts";
import type { ProviderSettings } from "../shared/provider/index.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { usageGuard } from "./accounts/usage.ts";
import { chatAnalyst } from "./analyses/chat-analyst.ts";
import { localAnalyst } from "./analyses/local-analyst.ts";
import { analysisRoutes } from "./analyses/routes.ts";
import type { Backend } from "./backend.ts";
import { vision } from "./contract.ts";
import { refuseUnread, type VisionEnv } from "./http.ts";
import { imageRoutes } from "./images/routes.ts";
import { storageGuard } from "./images/storage.ts";
import { invalidDetails } from "./invalid-field.ts";
import { accountKeyFormat } from "./keys/formats.ts";
import { keyGuard, requestGuards } from "./keys/guard-requests.ts";
import { keyRoutes } from "./keys/routes.ts";
import { visionTables } from "./migrations.ts";
import { ruleRoutes } from "./rules/routes.ts";
import { schemaRoutes } from "./schemas/routes.ts";

/** What the service needs from the place where it runs. */
export interface VisionOptions {
  /** A store with the tables of `visionMigrations`. */
  readonly store: Store;
  /** Folder of the uploaded files; this process owns it. */
  readonly folder: string;
  /** Receives every error that is answered. */
  readonly record?: Recorder;
  /** Is told of each background job that failed; it is tried again. @param job what it worked on */
  readonly onJobFailed?: (error: unknown, job: string) => void;
  /** A model that looks at images. @default images are measured here, without a network */
  readonly provider?: ProviderSettings;
  /** How long one analysis may take, with its whole batch, in milliseconds. @default 30_000 */
  readonly deadlineMs?: number;
  /** Whether every layer answers in the rich form, instead of each in its own. @default false */
  readonly unified?: boolean;
  /** How long a JSON body may take to arrive, and an upload may stand still, in milliseconds. @default 20_000 */
  readonly bodyDeadlineMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** The running service. */
export interface VisionService {
  readonly app: Hono<VisionEnv>;
  readonly boundary: Boundary;
  readonly backend: Backend;
  /** Starts what runs beside the requests. */
  startJobs(): void;
  /** Ends that; the store is still open. */
  stopJobs(): Promise<void>;
  /** Drops what is remembered of an account and its keys; call it after changing them. */
  forgetAccount(accountId: string): void;
}

/** Tables of the service and of the libraries that it stands on. */
export const visionMigrations: readonly Migrations[] = [balanceMigrations, keyMigrations, fileMigrations, visionTables];

const caps: BoundaryOptions = {
  maxBodyBytes: vision.limits.bodyBytes,
  operations: {
    // The route itself refuses what is too large, by the account's own storage too.
    "POST /v1/images": { maxBodyBytes: Number.MAX_SAFE_INTEGER },
  },
  fieldErrors: invalidDetails,
};

/** Opens the service: settles what a crash left, and puts guards before the routes. */
export async function openVision(options: VisionOptions): Promise<VisionService> {
  const { record, onJobFailed = () => undefined, bodyDeadlineMs, unified = false, clock = Date.now } = options;
  const { backend, guard } = await openBackend(options, clock);
  await reconcileFiles(backend);
  const contract = unified ? unify(vision, "rich") : vision;
  const own = boundary(contract, {
    ...caps,
    clock,
    ...(record && { record }),
    ...(bodyDeadlineMs && { bodyDeadlineMs }),
  });
  const app = honoBoundary(new Hono<VisionEnv>(), own);
  // Before the guards, because the contract is public.
  app.get("/.well-known/errata.json", serveContract(contract));
  app.use("*", ...requestGuards(guard, clock), refuseUnread);
  for (const addRoutes of [accountRoutes, keyRoutes, imageRoutes, ruleRoutes, schemaRoutes, analysisRoutes]) {
    addRoutes(app, backend);
  }
  const uses = keyUsageFlusher(backend, (error) => onJobFailed(error, "last uses of keys"));
  return {
    app,
    boundary: own,
    backend,
    startJobs: () => uses.start(),
    stopJobs: () => uses.stop(),
    forgetAccount: (accountId) => guard.forgetTenant(accountId),
  };
}

async function openBackend(
  { store, folder, provider, deadlineMs = 30_000, bodyDeadlineMs = 20_000 }: VisionOptions,
  clock: () => number,
): Promise<{ backend: Backend; guard: ReturnType<typeof keyGuard> }> {
  const keyRecords = keys({ clock });
  const usageLedger = balances({ unit: "images", clock });
  const guard = keyGuard({ store, keys: keyRecords, clock });
  const backend: Backend = {
    store,
    files: await openFileStore(join(folder, "vision")),
    storage: storageGuard(store, balances({ unit: "bytes", clock }), clock),
    usageLedger,
    usage: usageGuard(store, usageLedger, clock),
    keys: keyRecords,
    accountKeys: keyManagement({ format: accountKeyFormat, store, keys: keyRecords, guards: [guard], clock }),
    // A question may take as long as the whole analysis, whose own deadline ends it.
    analyst: provider === undefined ? localAnalyst : chatAnalyst({ ...provider, deadlineMs: deadlineMs + 1_000 }),
    deadlineMs,
    uploadIdleMs: bodyDeadlineMs,
    clock,
  };
  return { backend, guard };
}
