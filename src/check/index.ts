/** Lints, scores and diffs contracts. */
export {
  type Bump,
  type Change,
  type ChangeSubject,
  type ContractDiff,
  type ContractVersion,
  type DiffOptions,
  type DiffRule,
  type DiffRuleName,
  type DiffWaiver,
  diffContracts,
  diffRules,
  type Verdict,
} from "./diff/index.ts";
