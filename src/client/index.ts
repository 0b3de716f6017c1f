/** Any response to a typed error and a decision: retry, top up, rotate key, stop. */

export type { AnyApi, ApiOf, ErrorOf, OpenApi, OperationOf } from "./api.ts";
export type { BodyMap, BodyPath, BodyStep } from "./body-map.ts";
export { CallError, type Origin } from "./call-error.ts";
export { type CallOptions, type Client, type ClientOptions, client, type Result, type Transport } from "./client.ts";
export { contractMetadata } from "./contract-metadata.ts";
export type { CodeMetadata, ContractMetadata, KindDefaults } from "./contract-metadata-types.ts";
export { type DecideContext, decide } from "./decide.ts";
export { type Arms, type KindArms, match, matchKind } from "./match.ts";
export { parseError } from "./parse-error.ts";
export { parseResponse } from "./parse-response.ts";
export type { RetryNotice, RetryOptions } from "./persist.ts";
export type { As, ChunkReader, Reply } from "./read-body.ts";
export type { Reading } from "./read-foreign.ts";
export { type HeaderSource, retryHint } from "./retry-hint.ts";
export { withBodyMaps } from "./with-body-maps.ts";
export { type WithErrataOptions, withErrata } from "./with-errata.ts";
