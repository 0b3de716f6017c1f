/** Turns a contract and its recordings into the facts and sentences that pages show. */
export { type Advice, type Answer, actorNames, adviceFor } from "./advice.ts";
export { pathText, pathTo } from "./body-path.ts";
export { groupBy, indexOf } from "./contract-index.ts";
export { type CodeDescription, describeCode } from "./describe-code.ts";
export {
  type DescribedInput,
  describeOperation,
  describeWebhooks,
  type MemberTable,
} from "./describe-input.ts";
export { kindGroups } from "./groups.ts";
export { byPrecedence, repeatSentence } from "./operation-codes.ts";
export { bodyText, pathParams, queryOf, type ShownRequest, shownRequest } from "./requests.ts";
export type { ShownResponse } from "./responses.ts";
export { ambiguousOutcome, retryRules } from "./retry-rules.ts";
export { isSchema, type SchemaRow, schemaRows } from "./schema-rows.ts";
export { textParts } from "./text-parts.ts";
