/** Turns a contract and its recordings into the facts and sentences that pages show. */
export { type Advice, type Answer, actorNames, adviceFor, type CauseAdvice } from "./advice.ts";
export { pathText, pathTo } from "./body-path.ts";
export { groupBy, indexOf } from "./contract-index.ts";
export { type CodeDescription, describeCode, findCode, textParts } from "./describe-code.ts";
export { kindGroups } from "./groups.ts";
export {
  byPrecedence,
  type DescribedInput,
  describeOperation,
  type MemberTable,
  type OperationExample,
  operationExamples,
  recordedExchanges,
  repeatSentence,
  type WebhookGroup,
  type WebhookParts,
  webhookGroups,
} from "./operation/index.ts";
export {
  bodyText,
  pathParams,
  queryOf,
  responseHeaders,
  responseText,
  type ShownRequest,
  sampleExchange,
  shownRequest,
} from "./requests.ts";
export { type ShownResponse, statusLine } from "./responses.ts";
export { ambiguousOutcome, retryRules } from "./retry-rules.ts";
export { isSchema, type SchemaRow, schemaRows } from "./schema-rows.ts";
