/** The boundary, and one adapter per framework. */
export { accepts, chooseLanguage, type Preference, parsePreferences, wantsProblem } from "./accept.ts";
export type { AdmitOptions, OperationRules } from "./admit.ts";
export type { Answer, AnswerOptions } from "./answer.ts";
export { type BodyCondition, BodyError, bodyTooLarge } from "./body-error.ts";
export type { Boundary, BoundaryOptions, Handler } from "./boundary.ts";
export { type CountedIncoming, limitBody } from "./cap-incoming.ts";
export { checkInput, InputError } from "./check-input.ts";
export { type LingeringIncoming, lingeringClose } from "./close-late.ts";
export { type BrokenConstraint, brokenConstraint } from "./constraint.ts";
export { countBody } from "./count-body.ts";
export { describeCause, stackFrames } from "./describe-cause.ts";
export { factsOf, targetOf, toResponse } from "./fetch-path.ts";
export type { FieldError, FieldErrorCode, FieldLocation } from "./field-error.ts";
export { type HeaderRecord, safeHeader } from "./header-value.ts";
export { allowed, resolveOperation } from "./land-of.ts";
export { boundary } from "./make-boundary.ts";
export { maskSecrets } from "./mask-secrets.ts";
export type { Occurrence, Recorder } from "./occurrence.ts";
export { outageCode } from "./outage.ts";
export type { ShapeFieldErrors } from "./raise-condition.ts";
export {
  type JsonSource,
  parseJson,
  parseJsonText,
  type ReadJsonOptions,
  readBytes,
  readJson,
  requireIdentity,
  requireJsonType,
} from "./read-json.ts";
export type { RequestContext, RequestHead } from "./request-context.ts";
export { allowOf, type RouteMatch, type RouteTable } from "./route-table.ts";
export { schemaIssues } from "./schema-issues.ts";
export type { RaiseCondition, TranslateOptions, TranslateRule } from "./translate.ts";
export { watchStream } from "./watch-stream.ts";
