/** What an error is: kinds, entries, operations, messages; loads and validates a contract; makes typed errors. */

export type { AnyContract } from "./any-contract.ts";
export { ApiError, type ApiErrorOptions, type PublicError } from "./api-error.ts";
export { type Condition, conditions } from "./condition.ts";
export { type Contract, contract } from "./contract.ts";
export type { ContractDefinition } from "./contract-definition.ts";
export { ContractError, type ContractFault, quote } from "./contract-fault.ts";
export { contractSchema } from "./contract-schema.ts";
export type { DetailsOf, DetailsSchema, StandardSchema } from "./details.ts";
export type { Cause, Entry, ErrorDefinition } from "./entry.ts";
export {
  type AnyFactory,
  type BareFactory,
  type Definitions,
  type Factories,
  type Factory,
  type Refusal,
  raise,
} from "./factory.ts";
export type { ContractJson, Json, JsonSchema } from "./json.ts";
export { type Charged, type Effect, isKind, type Kind, type KindInfo, kinds, type Retry } from "./kind.ts";
export {
  compileMessage,
  type FormatMessage,
  type MessageFormatter,
  type MessagePiece,
  needsFormatter,
  parseMessage,
  placeholders,
} from "./message.ts";
export type { Operation, OperationDefinition } from "./operation.ts";
export { type Remedy, remedyActions, remedyActors } from "./remedy.ts";
export { unify } from "./unify.ts";
