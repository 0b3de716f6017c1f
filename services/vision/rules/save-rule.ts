import type { z } from "zod";
import { newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Account } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { type NewRule, type Rule, type RuleView, toWire } from "./rule.ts";

type Input = z.output<typeof NewRule>;

/** Creates a rule. @param finish runs last in the transaction @returns what `finish` returns */
export async function createRule<Result>(
  { store, clock }: Backend,
  account: Account,
  input: Input,
  finish: Finish<RuleView, Result>,
): Promise<Result> {
  const now = clock();
  const [id, conditions] = [newId("rul"), JSON.stringify(input.conditions)];
  return await store.transaction(
    async (sql) => {
      await sql`
        INSERT INTO vision_rules (id, account_id, name, matching, conditions, created_at, updated_at)
        VALUES (${id}, ${account.id}, ${input.name}, ${input.match}, ${conditions}, ${now}, ${now})`;
      const row = { id, name: input.name, matching: input.match, conditions, created_at: now, updated_at: now };
      return await finish(sql, toWire(row), { subject: id });
    },
    { sqlOnly: true },
  );
}

/** Replaces a rule. @throws RULE_NOT_FOUND */
export async function replaceRule(
  { store, clock }: Backend,
  account: Account,
  ruleId: string,
  { name, match, conditions }: Input,
): Promise<RuleView> {
  const [row] = await store.sql<Rule>`
    UPDATE vision_rules
    SET name = ${name}, matching = ${match}, conditions = ${JSON.stringify(conditions)}, updated_at = ${clock()}
    WHERE id = ${ruleId} AND account_id = ${account.id}
    RETURNING id, name, matching, conditions, created_at, updated_at`;
  if (row === undefined) throw vision.error.RULE_NOT_FOUND();
  return toWire(row);
}

/** Deletes a rule and the response to its creation. @throws RULE_NOT_FOUND */
export async function deleteRule({ store, idempotency }: Backend, account: Account, ruleId: string): Promise<void> {
  await store.transaction(
    async (sql) => {
      const deleted = await sql`
        DELETE FROM vision_rules WHERE id = ${ruleId} AND account_id = ${account.id} RETURNING id`;
      if (deleted.length === 0) throw vision.error.RULE_NOT_FOUND();
      await idempotency.records.forget(sql, account.id, ruleId);
    },
    { sqlOnly: true },
  );
}
