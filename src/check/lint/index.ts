/** Checks the quality of contracts by rules. */
export {
  type CheckFinding,
  type CheckOptions,
  type CheckResult,
  type CheckWaiver,
  checkContract,
  checkPortfolio,
  type PortfolioConflict,
} from "./check-contract.ts";
export { type Preset, type PresetName, presets } from "./presets.ts";
export type { CheckContext, CheckRule, CheckSeverity, Fix, Problem, RuleExample } from "./rule.ts";
export { builtInRules } from "./rules/index.ts";
