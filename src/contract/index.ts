/** Defines errors: kinds, entries, operations, messages. Loads and validates contracts and creates typed errors. */

export { type AnyContract, unify } from "./any-contract.ts";
export { type CodeOfCondition, type Condition, conditions } from "./condition.ts";
export { type Contract, contract } from "./contract.ts";
export { ContractError, type ContractFault, quote } from "./contract-error.ts";
export { type ContractDefinition, contractSchema } from "./definition/index.ts";
export type { DetailsOf, DetailsSchema, OmittedDetail, ProjectDetails, StandardSchema } from "./details/index.ts";
export { detailsIssues } from "./details/index.ts";
export {
  type AnyFactory,
  ApiError,
  type ApiErrorOptions,
  type BareFactory,
  type Cause,
  type Definitions,
  type Entry,
  type ErrorDefinition,
  type Factories,
  type Factory,
  type Operation,
  type OperationDefinition,
  type PublicError,
  type Refusal,
  type RetiredCode,
  raise,
} from "./entry/index.ts";
export type { ContractJson, Json, JsonSchema } from "./json.ts";
export {
  type Charged,
  type Effect,
  isKind,
  type Kind,
  type KindInfo,
  kinds,
  type LimitScope,
  type Remedy,
  type Retry,
  remedyActions,
  remedyActors,
} from "./kind.ts";
export {
  compileHeader,
  compileMessage,
  type FormatMessage,
  type MessageFormatter,
  type MessagePart,
  type MessagePiece,
  needsFormatter,
  parseMessage,
  placeholders,
} from "./message/index.ts";
