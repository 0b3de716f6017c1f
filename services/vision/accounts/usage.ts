import type { ApiError } from "errata";
import { type CreditsGuard, credits } from "errata/guards";
import type { Balances, Store } from "errata/store";
import { z } from "zod";
import { isoTime, Month, type Page, Time } from "../../shared/http/index.ts";
import { listMovements, type Movement, resourceIn } from "../../shared/ledger/index.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { ListQuery } from "../http.ts";
import type { Account } from "./account.ts";

/** Creates the guard that charges images to an account's month. `chargeFor` supplies its refusal. */
export function usageGuard(store: Store, ledger: Balances, clock: () => number): CreditsGuard {
  const insufficient = (): ApiError => vision.error.INTERNAL_ERROR(undefined, { note: "charged without `chargeFor`" });
  return credits({ store, balances: ledger, insufficient, clock });
}

/** A month of an account. Each month has its own balance, so a new month starts at zero. */
interface CalendarMonth {
  readonly balance: string;
  readonly resetsAt: number;
}

/** Query of `GET /v1/usage/movements`. */
export const UsageQuery = ListQuery.extend({ month: Month.optional() });

/** Lists the movements of an account's images in a month, the current one by default. */
export async function listUsage(
  backend: Backend,
  account: Account,
  { month, ...page }: z.output<typeof UsageQuery>,
): Promise<Page<z.output<typeof Movement>>> {
  const current = monthOf(account, backend.clock()).balance;
  const balance = month === undefined ? current : `${account.id}/${month}`;
  if (balance === current) await setLimit(backend, account, balance);
  return await listMovements(backend.usageLedger, backend.store.sql, {
    account: balance,
    page,
    explain: (entry) => ({ reason: "images_analysed", reference: resourceIn(entry, "ana") }),
  });
}

function monthOf({ id }: Account, now: number): CalendarMonth {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { balance: `${id}/${date.toISOString().slice(0, 7)}`, resetsAt: Date.UTC(year, month + 1, 1) };
}

/** Sets the limit of a month to that of the account: it has none before the first image, or an earlier one after a change. */
async function setLimit({ store, usageLedger }: Backend, account: Account, balance: string): Promise<void> {
  const { capacity } = await usageLedger.read(store.sql, balance);
  if (capacity === account.monthlyImages) return;
  await store.transaction((sql) => usageLedger.setCapacity(sql, balance, account.monthlyImages), { sqlOnly: true });
}

/**
 * Returns the charge for a number of images: to the current month, even if the work ends in the next one.
 *
 * @param analysisId names the charge in the movements
 * @returns input of `backend.usage`, whose refusal is USAGE_LIMIT_EXCEEDED
 */
export async function chargeFor(
  backend: Backend,
  account: Account,
  images: number,
  analysisId: string,
): Promise<Parameters<CreditsGuard["chargeFor"]>[0]> {
  const { clock } = backend;
  const { balance, resetsAt } = monthOf(account, clock());
  const limit = account.monthlyImages;
  await setLimit(backend, account, balance);
  return {
    account: balance,
    amount: images,
    idempotencyKey: analysisId,
    insufficient: ({ required, current }, options) =>
      vision.error.USAGE_LIMIT_EXCEEDED(
        { limit, used: limit - current, required, resetsAt: isoTime(resetsAt) },
        { ...options, retryAfterMs: resetsAt - clock() },
      ),
  };
}

/** The usage of an account in responses. */
export const UsageView = z
  .object({
    images: z
      .object({
        limit: z.int().min(0).describe("Images that can be analysed per month."),
        used: z.int().min(0).describe("Images that were analysed."),
        resetsAt: Time.describe("Start of the next month."),
      })
      .describe("Analysed images of the calendar month (UTC)."),
    storage: z
      .object({
        quotaBytes: z.int().min(0).describe("Storage of the account, in bytes."),
        usedBytes: z.int().min(0).describe("Bytes of the stored images."),
      })
      .describe("Storage of the account."),
  })
  .meta({ title: "Usage" });

/** The usage of an account in responses. */
export type UsageView = z.output<typeof UsageView>;

/** Reads an account's usage of this month and of its storage. */
export async function readUsage(backend: Backend, account: Account): Promise<UsageView> {
  const { store, usageLedger, storage, clock } = backend;
  const { balance, resetsAt } = monthOf(account, clock());
  const { used } = await usageLedger.read(store.sql, balance);
  const { quotaBytes, usedBytes } = await storage.usage(store.sql, account.id);
  return {
    images: { limit: account.monthlyImages, used, resetsAt: isoTime(resetsAt) },
    storage: { quotaBytes, usedBytes },
  };
}
