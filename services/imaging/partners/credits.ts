import { createHash } from "node:crypto";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { Partner } from "./partner.ts";

/** A partner's balance and its latest movements. */
export const CreditsView = z
  .object({
    available: z.number().min(0).describe("Credits that can be spent."),
    movements: z
      .array(
        z.object({
          id: z.string().describe("Id of the movement."),
          kind: z.string().describe("Kind of the movement: `granted`, `posted` for a charge, `refunded`, `expired`."),
          credits: z.number().describe("Change of the balance, in credits. Negative if credits were spent."),
          at: Time.describe("When the balance changed."),
        }),
      )
      .describe("The latest 20 movements, newest first."),
  })
  .meta({ title: "Credits" });

/** A partner's balance and its latest movements. */
export type CreditsView = z.output<typeof CreditsView>;

/** Reads a partner's balance and its latest 20 movements, newest first. */
export async function readCredits({ store, creditLedger }: Backend, partner: Partner): Promise<CreditsView> {
  const { available } = await creditLedger.read(store.sql, partner.id);
  const entries = await creditLedger.history(store.sql, partner.id, { limit: 20 });
  return {
    available: toCredits(available),
    movements: entries.map(({ id, kind, delta, at }) => {
      return { id: movementId(id), kind, credits: toCredits(delta), at: isoTime(at) };
    }),
  };
}

/** Converts hundredths of a credit, the unit of the ledger, to the credits of the API. */
export function toCredits(hundredths: number): number {
  return hundredths / 100;
}

/** Converts credits to hundredths of a credit. */
export function toHundredths(credits: number): number {
  return Math.round(credits * 100);
}

/** Hides the ids of the ledger, which reveal how it works and must be free to change. */
function movementId(entryId: string): string {
  return `mov_${createHash("sha256").update(entryId).digest("hex").slice(0, 24)}`;
}
