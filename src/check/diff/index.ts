/** Compares two versions of a contract, and classifies every change by its effect on callers. */
export type { Change, ChangeSubject } from "./change.ts";
export {
  type ContractDiff,
  type ContractVersion,
  type DiffOptions,
  type DiffWaiver,
  diffContracts,
} from "./diff-contracts.ts";
export type { DiffRuleName } from "./rule-name.ts";
export { type DiffRule, diffRules, type Verdict } from "./rules.ts";
export type { Bump } from "./version-policy.ts";
