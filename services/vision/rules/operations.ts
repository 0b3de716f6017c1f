import type { OperationDescription } from "errata/openapi";
import { Id, noContent, pageOf } from "../../shared/http/index.ts";
import { NamedQuery } from "../http.ts";
import { NewRule, RuleView } from "./rule.ts";

const tag = "Rules";
const path = { ruleId: Id.describe("Id of the rule.") };

/** Inputs and outputs of the operations of rules. */
export const ruleOperations = {
  "GET /v1/rules": {
    tag,
    summary: "Lists the rules, newest first.",
    description: "Needs the scope `rules:read`.",
    query: NamedQuery,
    responses: { 200: { description: "A page of rules.", body: pageOf(RuleView) } },
  },
  "POST /v1/rules": {
    tag,
    summary: "Creates a rule.",
    description: "Needs the scope `rules:write`.",
    body: NewRule,
    responses: { 201: { description: "The rule.", body: RuleView } },
  },
  "GET /v1/rules/{ruleId}": {
    tag,
    summary: "Returns a rule.",
    description: "Needs the scope `rules:read`.",
    path,
    responses: { 200: { description: "The rule.", body: RuleView } },
  },
  "PUT /v1/rules/{ruleId}": {
    tag,
    summary: "Replaces a rule.",
    description: "Needs the scope `rules:write`. Earlier analyses do not change.",
    path,
    body: NewRule,
    responses: { 200: { description: "The new rule.", body: RuleView } },
  },
  "DELETE /v1/rules/{ruleId}": {
    tag,
    summary: "Deletes a rule.",
    description: "Needs the scope `rules:write`. Its analyses remain.",
    path,
    responses: { 204: noContent("The rule was deleted.") },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
