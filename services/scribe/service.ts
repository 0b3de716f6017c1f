import type { Refusal } from "errata";
import type { ApiKeyGuard } from "errata/guards";
import { honoBoundary, serveContract } from "errata/hono";
import { type Boundary, boundary, type Recorder } from "errata/server";
import { keyMigrations, keys, type Migrations, type Store } from "errata/store";
import { Hono } from "hono";
import { keyUsageFlusher } from "../shared/api/index.ts";
import { type BackgroundJob, concurrencyLimit } from "../shared/concurrency/index.ts";
import type { ProviderSettings } from "../shared/provider/index.ts";
import type { Account } from "./accounts/account.ts";
import { keyGuard, requestGuards } from "./accounts/guard-requests.ts";
import { accountRoutes } from "./accounts/routes.ts";
import type { Backend } from "./backend.ts";
import { consultationRoutes } from "./consultations/routes.ts";
import { scribe } from "./contract.ts";
import { formatMessage } from "./format-message.ts";
import { neverStored, refuseUnread, type ScribeEnv } from "./http.ts";
import { scribeTables } from "./migrations.ts";
import { chatMaker } from "./notes/chat.ts";
import { extractive } from "./notes/extractive.ts";
import { noteRoutes } from "./notes/routes.ts";
import { parameterRule, shapeCondition } from "./parameter-error.ts";
import { patientRoutes } from "./patients/routes.ts";
import { privateRecord } from "./private-record.ts";
import { transcriptRoutes } from "./transcripts/routes.ts";

/** What the service needs from the place where it runs. */
export interface ScribeOptions {
  /** A store with the tables of `scribeMigrations`. */
  readonly store: Store;
  /** Receives every error that is answered, without anything of its request. */
  readonly record?: Recorder;
  /** Is told of each background job that failed; it is tried again. @param job what it worked on */
  readonly onJobFailed?: (error: unknown, job: string) => void;
  /** Model that accounts with the provider `chat` use. @default none: those accounts are not usable */
  readonly chat?: ProviderSettings | undefined;
  /** How long a JSON body may take to arrive, in milliseconds. @default 20_000 */
  readonly bodyDeadlineMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** The running service. */
export interface ScribeService {
  readonly app: Hono<ScribeEnv>;
  readonly boundary: Boundary;
  readonly backend: Backend;
  /** Writes down when keys were last used. */
  readonly uses: BackgroundJob;
  /** Drops what is remembered of an account and its keys; call it after changing them. */
  forgetAccount(accountId: string): void;
}

/** Tables of the service and of the libraries that it stands on. */
export const scribeMigrations: readonly Migrations[] = [keyMigrations, scribeTables];

/** Opens the service. */
export async function openScribe(options: ScribeOptions): Promise<ScribeService> {
  const { store, onJobFailed = () => undefined, chat, clock = Date.now } = options;
  const makers = [
    extractive,
    ...(chat === undefined ? [] : [chatMaker({ deadlineMs: scribe.limits.noteMs, ...chat })]),
  ];
  const backend: Backend = {
    store,
    keys: keys({ clock }),
    makers: new Map(makers.map((maker) => [maker.name, maker])),
    noteLimit: concurrencyLimit({ perKey: scribe.limits.notesAtOnce }),
    clock,
  };
  const guard = keyGuard(backend);
  const own = boundaryOf(options, clock);
  return {
    app: appOf(own, guard, backend),
    boundary: own,
    backend,
    uses: keyUsageFlusher(backend, (error) => onJobFailed(error, "last uses of keys")),
    forgetAccount: (accountId) => guard.forgetTenant(accountId),
  };
}

function boundaryOf({ record, bodyDeadlineMs }: ScribeOptions, clock: () => number): Boundary {
  return boundary(scribe, {
    clock,
    maxBodyBytes: scribe.limits.bodyBytes,
    formatter: formatMessage,
    fieldErrors: shapeCondition,
    translate: [parameterRule],
    constraints: {
      scribe_consultations_account_id_internal_id_key: conflict("consultationInternalId", "consultation"),
      scribe_patients_account_id_internal_id_key: conflict("patientInternalId", "patient"),
    },
    ...(record && { record: privateRecord(record) }),
    ...(bodyDeadlineMs && { bodyDeadlineMs }),
  });
}

function conflict(param: string, resource: "consultation" | "patient"): Refusal<object> {
  return (_, options) => scribe.error.resource_conflict({ param, resource }, options);
}

function appOf(own: Boundary, guard: ApiKeyGuard<Account>, backend: Backend): Hono<ScribeEnv> {
  const app = honoBoundary(new Hono<ScribeEnv>(), own);
  // Before the guards, because the contract is public.
  app.get("/.well-known/errata.json", serveContract(scribe));
  app.use("*", neverStored, ...requestGuards(guard), refuseUnread);
  accountRoutes(app, backend);
  patientRoutes(app, backend);
  consultationRoutes(app, backend);
  transcriptRoutes(app, backend);
  noteRoutes(app, backend);
  return app;
}
