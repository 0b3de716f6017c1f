import { createHash } from "node:crypto";
import type { LedgerLine } from "errata/console";
import { type Balances, entriesOfRequest, type HistoryEntry, type Sql, type Store } from "errata/store";
import { z } from "zod";
import { isoTime, type Page, type PageQuery, type Position, startOf, Time, toPage } from "../http/index.ts";

/** A change of a balance, in responses. */
export const Movement = z
  .object({
    id: z.string().describe("Id of the movement."),
    at: Time.describe("When the balance changed."),
    amount: z.number().describe("Change of the balance. Negative if something was spent or stored."),
    reason: z.string().describe("Why the balance changed, as a name that does not change."),
    reference: z
      .string()
      .nullable()
      .describe("Id of what caused the change; null for a grant or a change of the limit."),
  })
  .meta({ title: "Movement" });

/** Why a balance changed. */
export type MovementCause = Pick<z.output<typeof Movement>, "reason" | "reference">;

/** A page of movements to read. */
interface MovementsRequest {
  /** Account in the ledger. */
  readonly account: string;
  readonly page: PageQuery;
  /** Explains an entry that something was charged for. */
  readonly explain: (entry: HistoryEntry) => MovementCause;
  /** Units of the ledger per unit of the API. @default 1 */
  readonly scale?: number;
}

/** Reasons of entries that no resource causes. */
const reasonOfKind: Readonly<Partial<Record<HistoryEntry["kind"], string>>> = {
  granted: "granted",
  expired: "expired",
  capacity: "limit_changed",
};

/** Lists the movements of an account, newest first. Their sum is the balance. */
export async function listMovements(
  ledger: Balances,
  sql: Sql,
  { account, page, explain, scale = 1 }: MovementsRequest,
): Promise<Page<z.output<typeof Movement>>> {
  const { limit, createdFrom } = page;
  const entries = await readEntries(ledger, sql, account, limit + 1, startOf(page));
  const rows = entries
    .filter(({ at }) => at >= createdFrom)
    .map((entry) => ({ id: movementId(entry), created_at: entry.at, entry }));
  return toPage(rows, limit, ({ id, entry }) => {
    const reason = reasonOfKind[entry.kind];
    const cause = reason === undefined ? explain(entry) : { reason, reference: null };
    return { id, at: isoTime(entry.at), amount: entry.delta / scale, ...cause };
  });
}

/** The entries of the ledgers that belong to an API. */
interface LedgerOwner {
  /** Beginnings of the names of its accounts. The APIs share the tables of the ledgers. */
  readonly accounts: readonly string[];
  /** Units of a ledger per unit of the API, by the name of the ledger. @default 1 each */
  readonly scales?: Readonly<Record<string, number>>;
}

/** Returns a function that lists the entries of a request, for operators. */
export function ledgerLines(
  { sql }: Store,
  { accounts, scales = {} }: LedgerOwner,
): (requestId: string) => Promise<readonly LedgerLine[]> {
  return async (requestId) => {
    const entries = await entriesOfRequest(sql, requestId);
    return entries
      .filter(({ account }) => accounts.some((start) => account.startsWith(start)))
      .map(({ unit, account, kind, delta, at }) => ({ unit, account, kind, at, delta: delta / (scales[unit] ?? 1) }));
  };
}

/** Returns the id of the resource that an entry was made for. @param prefix prefix of its ids, or several: `doc`, `(ins|rep)` */
export function resourceIn({ id, reservation }: HistoryEntry, prefix: string): string | null {
  const ids = (reservation ?? id).match(new RegExp(`${prefix}_[0-9a-f]{24}`, "g"));
  return ids?.at(-1) ?? null;
}

/** Reads entries after a position. The ids of positions are those of movements, so entries of the same time are compared. */
async function readEntries(
  ledger: Balances,
  sql: Sql,
  account: string,
  count: number,
  position: Position,
): Promise<HistoryEntry[]> {
  const found: HistoryEntry[] = [];
  let isAfter = position.id === "";
  let before: Pick<HistoryEntry, "at" | "id"> | undefined = {
    at: isAfter ? position.createdAt : position.createdAt + 1,
    id: "",
  };
  while (found.length < count) {
    const batch = await ledger.history(sql, account, { limit: count, before });
    for (const entry of batch) {
      if (isAfter || entry.at < position.createdAt) found.push(entry);
      else isAfter = movementId(entry) === position.id;
    }
    before = batch.at(-1);
    if (batch.length < count) break;
  }
  return found.slice(0, count);
}

/** Hides the ids of the ledger, which reveal how it works and must be free to change. */
function movementId({ id }: HistoryEntry): string {
  return `mov_${createHash("sha256").update(id).digest("hex").slice(0, 24)}`;
}
