import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";

/** An account that resells the imaging service. */
export interface Partner {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
  /** End of the trial in epoch milliseconds; null if the partner is not on trial. */
  readonly trialEndsAt: number | null;
  /** The keys of an inactive partner are rejected. */
  readonly active: boolean;
}

/** A partner as the API returns it. */
export const PartnerView = z
  .object({
    id: z.string().describe("Id of the partner."),
    name: z.string().describe("Name of the partner."),
    tier: z.string().describe("Tier of the partner, which decides whether it can sell."),
    trialEndsAt: Time.nullable().describe("When the trial ends; null without a trial."),
  })
  .meta({ title: "Partner" });

/** A partner as the API returns it. */
export type PartnerView = z.output<typeof PartnerView>;

/** Renders a partner as the API returns it. */
export function viewPartner({ id, name, tier, trialEndsAt }: Partner): PartnerView {
  return { id, name, tier, trialEndsAt: trialEndsAt === null ? null : isoTime(trialEndsAt) };
}

/** Reads a partner; undefined if it does not exist. */
export async function readPartner(sql: Sql, partnerId: string): Promise<Partner | undefined> {
  const [row] = await sql<{ id: string; name: string; tier: string; trial_ends_at: number | null; is_active: number }>`
    SELECT id, name, tier, trial_ends_at, is_active FROM imaging_partners WHERE id = ${partnerId}`;
  if (row === undefined) return undefined;
  return { id: row.id, name: row.name, tier: row.tier, trialEndsAt: row.trial_ends_at, active: row.is_active === 1 };
}
