import { credits, keyManagement } from "errata/guards";
import { balances, keys } from "errata/store";
import { MB, sweepFiles } from "../shared/files/index.ts";
import { openIdempotency } from "../shared/idempotency/index.ts";
import { openCounters } from "../shared/limits/index.ts";
import { queue } from "../shared/queue/index.ts";
import { defaultRetention } from "../shared/retention/index.ts";
import type { Backend } from "./backend.ts";
import { pdf } from "./contract.ts";
import { keyGuard, workspaceKeys } from "./credentials/caller.ts";
import { signingKeys } from "./credentials/signing-keys.ts";
import { tokenMs } from "./credentials/tokens.ts";
import { openDocumentFiles } from "./documents/document-files.ts";
import { invalidInput } from "./errors/translate.ts";
import type { PdfOptions } from "./options.ts";
import { openRenderer, openRenderPool } from "./render/renderer.ts";

/** A design has at most 1 MiB, and grows by its default values. In bytes. */
const maxStoredBytes = 4 * MB;

/** Attempts to generate a document of a job. With `backoffMs` they span 14 minutes, longer than most outages. */
const maxAttempts = 20;
const maxBackoffMs = 60_000;

/** Opens the backend of the service. */
export async function openBackend(options: PdfOptions): Promise<Backend> {
  const {
    store,
    folder,
    secrets,
    s3,
    renderPool = openRenderPool(),
    renderMs = 1_500,
    passwordCost = 32_768,
    retention = defaultRetention,
    clock = Date.now,
  } = options;
  const keyRecords = keys({ retentionMs: retention.keysMs, clock });
  const counters = openCounters("pdf", clock, options.counters);
  const jobQueue: Backend["jobQueue"] = queue({ name: "pdf-documents", store, maxAttempts, backoffMs, clock });
  await jobQueue.recover();
  const authenticate = keyGuard(store, keyRecords, clock);
  const creditLedger = balances({ unit: "credits", retentionMs: retention.ledgerMs, clock });
  return {
    store,
    files: await openDocumentFiles({ folder, s3 }),
    creditLedger,
    credits: credits({
      store,
      balances: creditLedger,
      insufficient: pdf.error.INSUFFICIENT_CREDITS,
      reservationMs: 60_000,
      clock,
    }),
    keys: keyRecords,
    authenticate,
    apiKeys: keyManagement({ format: workspaceKeys, store, keys: keyRecords, guards: [authenticate], clock }),
    idempotency: openIdempotency({
      ...{ store, clock, maxStoredBytes },
      refusals: {
        invalid: () => invalidInput("Idempotency-Key", "Must be 1 to 255 visible ASCII characters."),
        reused: pdf.error.IDEMPOTENCY_KEY_REUSED,
        inFlight: pdf.error.REQUEST_IN_PROGRESS,
        forgotten: ({ operation }, options) => pdf.error[forgottenCode(operation)](undefined, options),
      },
    }),
    signingKeys: signingKeys(store.sql, secrets, clock, tokenMs),
    counters,
    renderer: openRenderer(renderPool, counters, renderMs),
    jobQueue,
    passwordCost,
    clock,
  };
}

/** Returns the code of a repeated request whose result was deleted. */
function forgottenCode(operation: string): "DESIGN_NOT_FOUND" | "PDF_NOT_FOUND" | "NOT_FOUND" {
  if (operation.endsWith("/designs")) return "DESIGN_NOT_FOUND";
  return operation.endsWith("/pdfs") ? "PDF_NOT_FOUND" : "NOT_FOUND";
}

/** Returns the credits of requests that died, and deletes files without a document and turns of idle workspaces. */
export async function cleanUp(backend: Backend): Promise<void> {
  await backend.store.transaction((sql) => backend.creditLedger.expire(sql), { sqlOnly: true });
  await backend.jobQueue.cleanUp();
  await sweepFiles(backend);
}

/** Returns the wait after an attempt, in milliseconds: 1 s, doubled each time, at most a minute. */
function backoffMs(attempt: number): number {
  return Math.min(1_000 * 2 ** (attempt - 1), maxBackoffMs);
}
