/** The parts that several adapters share: Node's request and response, kept headers, and the guards without a framework. */

export { type GuardCheck, guardChecks, tenantOf } from "./guard-checks.ts";
export {
  type ApiKeyAuthOptions,
  type CustomAuthOptions,
  checkGuardOptions,
  type RateLimiterOptions,
  type RequireScopesOptions,
} from "./guard-options.ts";
export { withKeptHeaders } from "./kept-headers.ts";
export { NodeExchange, onBodyFailure } from "./node-exchange.ts";
export { sentErrorOf, stampResponse, writeError } from "./node-response.ts";
export { bodyFault, recordBody } from "./record-body.ts";
export { errorToSend, isRefusal, type Responder, responderOf, setResponder } from "./responder.ts";
export { runFetchIdempotent } from "./run-fetch-idempotent.ts";
export { type IdempotentOptions, parsedBody, runIdempotent } from "./run-idempotent.ts";
export { incomingOf, limitRequest, type ServerRequest, withRequestId } from "./server-request.ts";
