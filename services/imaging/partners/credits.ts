import { z } from "zod";
import type { Page } from "../../shared/http/index.ts";
import { listMovements, Movement, resourceIn } from "../../shared/ledger/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery } from "../http.ts";
import type { Partner } from "./partner.ts";

/** Idempotency key of the charge for a change of plan. @param changeId id of the change */
export const planChangeKey = (customerId: string, changeId: string): string => `plan_change:${changeId}:${customerId}`;

/** A partner's balance and its latest movements. */
export const CreditsView = z
  .object({
    available: z.number().min(0).describe("Credits that can be spent."),
    movements: z
      .array(Movement)
      .describe("The latest 20 movements, newest first. `GET /v1/credits/movements` lists all of them."),
  })
  .meta({ title: "Credits" });

/** Reads a partner's balance and its latest movements. */
export async function readCredits(backend: Backend, partner: Partner): Promise<z.output<typeof CreditsView>> {
  const { available } = await backend.creditLedger.read(backend.store.sql, partner.id);
  const { items } = await listCredits(backend, partner, ListQuery.parse({}));
  return { available: toCredits(available), movements: [...items] };
}

/** Lists the movements of a partner's credits, newest first. */
export async function listCredits(
  { store, creditLedger }: Backend,
  partner: Partner,
  page: z.output<typeof ListQuery>,
): Promise<Page<z.output<typeof Movement>>> {
  return await listMovements(creditLedger, store.sql, {
    account: partner.id,
    page,
    scale: hundredths,
    explain: (entry) => ({
      reason: entry.id.includes(":plan_change:") ? "plan_changed" : "customer_created",
      reference: resourceIn(entry, "cus"),
    }),
  });
}

const hundredths = 100;

/** Converts hundredths of a credit, the unit of the ledger, to the credits of the API. */
export function toCredits(amount: number): number {
  return amount / hundredths;
}

/** Converts credits to hundredths of a credit. */
export function toHundredths(credits: number): number {
  return Math.round(credits * hundredths);
}
