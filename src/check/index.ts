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
export {
  type BrokenLink,
  type DocumentedCode,
  linkDrift,
  linkedPages,
  type PageDrift,
  pageDrift,
  type StatusDrift,
} from "./drift/index.ts";
export {
  builtInRules,
  type CheckContext,
  type CheckFinding,
  type CheckOptions,
  type CheckResult,
  type CheckRule,
  type CheckSeverity,
  type CheckWaiver,
  checkContract,
  checkPortfolio,
  type Fix,
  type PortfolioConflict,
  type Preset,
  type PresetName,
  type Problem,
  presets,
  type RuleExample,
} from "./lint/index.ts";
export {
  type DocumentedError,
  type DocumentedOperation,
  type ErrorFacts,
  type ErrorScore,
  factsOfContract,
  factsOfOpenApi,
  type ScorePart,
  scoreErrors,
} from "./score/index.ts";
