import { fragment, type Sql } from "errata/store";
import { z } from "zod";
import { inPage, isoTime, Name, type Page, Time, toPage } from "../../shared/http/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import type { NamedQuery } from "../http.ts";
import { Condition, type Findings, isMet } from "./condition.ts";

/** Body of `POST /v1/rules` and `PUT /v1/rules/{ruleId}`. */
export const NewRule = z.strictObject({
  name: Name.describe("Name of the rule."),
  match: z.enum(["all", "any"]).default("all").describe("Whether an image passes if all conditions are met, or any."),
  conditions: z.array(Condition).min(1).max(20).describe("Conditions on an analysed image."),
});

/** A row of the table of rules. */
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

/** A rule in responses. */
export const RuleView = z
  .object({
    id: z.string().describe("Id of the rule."),
    ...NewRule.shape,
    createdAt: Time.describe("When the rule was created."),
    updatedAt: Time.describe("When the rule was last replaced."),
  })
  .meta({ title: "Rule" });

/** A rule in responses. */
export type RuleView = z.output<typeof RuleView>;

/** Converts a rule to its form in responses. */
export function toWire({ id, name, matching, conditions, created_at, updated_at }: Rule): RuleView {
  const times = { createdAt: isoTime(created_at), updatedAt: isoTime(updated_at) };
  return { id, name, match: matching, conditions: JSON.parse(conditions), ...times };
}

/** The result of a rule for one image. */
export const RuleResult = z
  .object({
    ruleId: z.string().describe("Id of the rule."),
    name: z.string().describe("Name of the rule when the image was analysed."),
    passed: z.boolean().describe("Whether the image passes the rule."),
    conditions: z.array(z.boolean()).readonly().describe("Whether each condition is met, in order."),
  })
  .meta({ title: "RuleResult" });

/** The result of a rule for one image. */
export type RuleResult = z.output<typeof RuleResult>;

/** Evaluates a rule for one image. */
export function evaluateRule({ id, name, matching, conditions }: Rule, findings: Findings): RuleResult {
  const results = (JSON.parse(conditions) as Condition[]).map((condition) => isMet(condition, findings));
  const passed = matching === "all" ? results.every(Boolean) : results.some(Boolean);
  return { ruleId: id, name, passed, conditions: results };
}

/** Lists the rules of an account, newest first. */
export async function listRules(
  sql: Sql,
  account: Account,
  { limit, name, ...page }: z.output<typeof NamedQuery>,
): Promise<Page<RuleView>> {
  const ofName = name === undefined ? fragment`` : fragment`AND name = ${name}`;
  const rows = await sql<Rule>`
    SELECT id, name, matching, conditions, created_at, updated_at FROM vision_rules
    WHERE account_id = ${account.id} ${ofName} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, toWire);
}
