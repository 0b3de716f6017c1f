/** Any response to a typed error and a decision: retry, top up, rotate key, stop. */

export type { AnyApi, ApiOf, ErrorOf, OpenApi, OperationOf } from "./api.ts";
export type { BodyMap, BodyPlace, BodyStep } from "./body-map.ts";
export { CallError, type Origin } from "./call-error.ts";
export { type CallOptions, type Client, type ClientOptions, client, type Result, type Transport } from "./client.ts";
export type { ClientFacts, CodeFacts, KindDefaults } from "./client-facts.ts";
export { clientFacts } from "./contract-facts.ts";
export { type DecideContext, decide } from "./decide.ts";
export { exactly } from "./exactly.ts";
export { type Arms, type KindArms, match, matchKind } from "./match.ts";
export { parseError } from "./parse-error.ts";
export { parseResponse } from "./parse-response.ts";
export type { Persistence, RetryNotice } from "./persist.ts";
export type { As, ChunkReader, Reply } from "./read-body.ts";
export type { Reading } from "./read-foreign.ts";
export { type HeaderSource, retryHint } from "./retry-hint.ts";
export { type WithErrataOptions, withErrata } from "./with-errata.ts";
