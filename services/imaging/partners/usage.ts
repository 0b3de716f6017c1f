import { createHash } from "node:crypto";
import { isoTime } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { toCredits } from "../credits.ts";
import type { Partner } from "./partner.ts";

/** What a partner has left and what moved lately. */
export interface CreditsView {
  readonly available: number;
  readonly movements: readonly {
    readonly id: string;
    readonly kind: string;
    readonly credits: number;
    readonly at: string;
  }[];
}

/** Reads a partner's balance and its last movements, newest first. */
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

/** The ledger's own ids show how it is built, and would bind it to stay so. */
function movementId(entryId: string): string {
  return `mov_${createHash("sha256").update(entryId).digest("hex").slice(0, 24)}`;
}

/** What a partner's customers use. */
export interface UsageView {
  readonly customers: { readonly active: number; readonly suspended: number; readonly deleted: number };
  readonly studies: number;
  readonly instances: number;
  readonly reports: number;
  readonly storedBytes: number;
}

/** Counts what a partner's customers use, from the rows themselves. */
export async function readUsage({ store }: Backend, partner: Partner): Promise<UsageView> {
  const [row] = await store.sql<
    Record<"active" | "suspended" | "deleted" | "studies" | "instances" | "reports" | "bytes", number>
  >`
    WITH own AS (SELECT id, state FROM imaging_customers WHERE partner_id = ${partner.id}),
      own_studies AS (SELECT id FROM imaging_studies WHERE customer_id IN (SELECT id FROM own)),
      own_instances AS (SELECT bytes FROM imaging_instances WHERE study_id IN (SELECT id FROM own_studies)),
      own_reports AS (SELECT bytes FROM imaging_reports WHERE customer_id IN (SELECT id FROM own))
    SELECT
      (SELECT COUNT(*) FROM own WHERE state = 'active') AS active,
      (SELECT COUNT(*) FROM own WHERE state = 'suspended') AS suspended,
      (SELECT COUNT(*) FROM own WHERE state = 'deleted') AS deleted,
      (SELECT COUNT(*) FROM own_studies) AS studies,
      (SELECT COUNT(*) FROM own_instances) AS instances,
      (SELECT COUNT(*) FROM own_reports) AS reports,
      (SELECT COALESCE(SUM(bytes), 0) FROM own_instances) + (SELECT COALESCE(SUM(bytes), 0) FROM own_reports) AS bytes`;
  const { active = 0, suspended = 0, deleted = 0, studies = 0, instances = 0, reports = 0, bytes = 0 } = row ?? {};
  return { customers: { active, suspended, deleted }, studies, instances, reports, storedBytes: bytes };
}
