import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Name } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import { Condition, type Findings, holds } from "./condition.ts";

/** Body of `POST /v1/rules` and `PUT /v1/rules/{ruleId}`. */
export const NewRule = z.strictObject({
  name: Name,
  match: z.enum(["all", "any"]).default("all"),
  conditions: z.array(Condition).min(1).max(20),
});

/** One row of the rules. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly matching: "all" | "any";
  /** JSON of a list of `Condition`. */
  readonly conditions: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Finds a rule of an account. @throws RULE_NOT_FOUND */
export async function findRule(sql: Sql, account: Account, ruleId: string): Promise<Rule> {
  const [rule] = await sql<Rule>`
    SELECT id, name, matching, conditions, created_at, updated_at FROM vision_rules
    WHERE id = ${ruleId} AND account_id = ${account.id}`;
  if (rule === undefined) throw vision.error.RULE_NOT_FOUND();
  return rule;
}

/** A rule as the API shows it. */
export interface RuleView extends z.output<typeof NewRule> {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Writes a rule as the API shows it. */
export function viewRule({ id, name, matching, conditions, created_at, updated_at }: Rule): RuleView {
  const times = { createdAt: isoTime(created_at), updatedAt: isoTime(updated_at) };
  return { id, name, match: matching, conditions: JSON.parse(conditions), ...times };
}

/** What a rule says of an image. */
export interface Verdict {
  readonly ruleId: string;
  readonly name: string;
  readonly passed: boolean;
  /** Whether each condition holds, in their order. */
  readonly conditions: readonly boolean[];
}

/** Judges an image by a rule. */
export function judge({ id, name, matching, conditions }: Rule, findings: Findings): Verdict {
  const verdicts = (JSON.parse(conditions) as Condition[]).map((condition) => holds(condition, findings));
  const passed = matching === "all" ? verdicts.every(Boolean) : verdicts.some(Boolean);
  return { ruleId: id, name, passed, conditions: verdicts };
}
