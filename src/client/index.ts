/** Turns any HTTP response into data or a typed error, and decides whether to retry. */

export type { AnyApi, ApiOf, ConditionError, ErrorOf, OpenApi, OperationOf } from "./api.ts";
export { CallError, type Origin } from "./call-error.ts";
export { type CallOptions, type Client, type ClientOptions, client, type Result, type Transport } from "./client.ts";
export { contractMetadata, withBodyMaps } from "./contract/index.ts";
export { type Arms, type KindArms, match, matchKind } from "./match.ts";
export type {
  BodyMap,
  BodyPath,
  BodyPathStep,
  CodeMetadata,
  ContractMetadata,
  EnvelopeShape,
  FixedMember,
  KindDefaults,
  ParsedBody,
  RequiredMember,
} from "./metadata.ts";
export {
  type ErrorDetection,
  type HeaderSource,
  type ParseResponseOptions,
  parseError,
  parseResponse,
  retryHint,
} from "./parse/index.ts";
export type { BodyFormat, ChunkReader, TransportResponse } from "./request/index.ts";
export { type DecideContext, decide, type RetryNotice, type RetryOptions } from "./retry/index.ts";
export { type WithErrataOptions, withErrata } from "./with-errata.ts";
