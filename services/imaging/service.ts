import { join } from "node:path";
import { keyManagement } from "errata/guards";
import { honoBoundary } from "errata/hono";
import { type Boundary, type BoundaryOptions, boundary, type Recorder } from "errata/server";
import { balanceMigrations, balances, keyMigrations, keys, type Migrations, type Store } from "errata/store";
import { Hono } from "hono";
import { keyUses } from "../launch/key-uses.ts";
import { fileMigrations, openFileStore, reconcile } from "../shared/files/index.ts";
import type { Backend } from "./backend.ts";
import { imaging } from "./contract.ts";
import { creditsGuard } from "./credits.ts";
import { customerRoutes } from "./customers/routes.ts";
import { storageGuard } from "./files/storage.ts";
import { type ImagingEnv, refuseUnread } from "./http.ts";
import { imagingTables } from "./migrations.ts";
import { guardRequests, keyGuard } from "./partners/guard-requests.ts";
import { userTokens } from "./partners/keys.ts";
import { partnerRoutes } from "./partners/routes.ts";
import { publishCatalogue } from "./plans/catalogue.ts";
import { planRoutes } from "./plans/routes.ts";
import { reportRoutes } from "./reports/routes.ts";
import { type Indexer, indexer } from "./studies/indexer.ts";
import { studyRoutes } from "./studies/routes.ts";

/** What the service needs from the place where it runs. */
export interface ImagingOptions {
  /** A store with the tables of `imagingMigrations`. */
  readonly store: Store;
  /** Folder of the uploaded files; this process owns it. */
  readonly folder: string;
  /** Receives every error that is answered. */
  readonly record?: Recorder;
  /** Is told of each background job that failed; it is tried again. @param job what it worked on */
  readonly onJobFailed?: (error: unknown, job: string) => void;
  /** How long a JSON body may take to arrive, in milliseconds. @default 20_000 */
  readonly bodyDeadlineMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** The running service. */
export interface ImagingService {
  readonly app: Hono<ImagingEnv>;
  readonly boundary: Boundary;
  readonly backend: Backend;
  readonly indexer: Indexer;
  /** Starts what runs beside the requests. */
  startJobs(): void;
  /** Ends that; the store is still open. */
  stopJobs(): Promise<void>;
  /** Drops what is remembered of a partner's account and keys; call it after changing them. */
  forgetPartner(partnerId: string): void;
}

/** Tables of the service and of the libraries that it stands on. */
export const imagingMigrations: readonly Migrations[] = [
  balanceMigrations,
  keyMigrations,
  fileMigrations,
  imagingTables,
];

const caps: BoundaryOptions = {
  maxBodyBytes: imaging.limits.bodyBytes,
  operations: {
    "POST /v1/customers/{customerId}/studies": { maxBodyBytes: imaging.limits.instanceBytes },
    // The route itself refuses what is too large, with the documented code.
    "POST /v1/customers/{customerId}/studies/{studyUid}/reports": { maxBodyBytes: Number.MAX_SAFE_INTEGER },
  },
};

/** Opens the service: settles what a crash left, publishes the catalogue, and puts guards before the routes. */
export async function openImaging(options: ImagingOptions): Promise<ImagingService> {
  const { store, folder, record, onJobFailed = () => undefined, bodyDeadlineMs, clock = Date.now } = options;
  const creditLedger = balances({ unit: "credits", clock });
  const keyRecords = keys({ clock });
  const guard = keyGuard({ store, keys: keyRecords, clock });
  const backend: Backend = {
    store,
    files: await openFileStore(join(folder, "imaging")),
    creditLedger,
    credits: creditsGuard(store, creditLedger, clock),
    storage: storageGuard(store, balances({ unit: "bytes", clock }), clock),
    keys: keyRecords,
    userKeys: keyManagement({ format: userTokens, store, keys: keyRecords, guards: [guard], clock }),
    clock,
  };
  await reconcile(backend);
  await publishCatalogue(store);

  const own = boundary(imaging, {
    ...caps,
    clock,
    ...(record && { record }),
    ...(bodyDeadlineMs && { bodyDeadlineMs }),
  });
  const app = honoBoundary(new Hono<ImagingEnv>(), own);
  // Before the guards: the contract is for everyone.
  app.get("/.well-known/errata.json", (c) => c.json(imaging.toJSON()));
  app.use("*", guardRequests(guard, clock), refuseUnread);
  addRoutes(app, backend);
  const studies = indexer(backend, (error, studyId) => onJobFailed(error, `index of ${studyId}`));
  const uses = keyUses(backend, (error) => onJobFailed(error, "last uses of keys"));
  return {
    app,
    boundary: own,
    backend,
    indexer: studies,
    startJobs() {
      studies.start();
      uses.start();
    },
    async stopJobs() {
      await studies.stop();
      await uses.stop();
    },
    forgetPartner: (partnerId) => guard.forgetTenant(partnerId),
  };
}

function addRoutes(app: Hono<ImagingEnv>, backend: Backend): void {
  partnerRoutes(app, backend);
  planRoutes(app, backend);
  customerRoutes(app, backend);
  studyRoutes(app, backend);
  reportRoutes(app, backend);
}
