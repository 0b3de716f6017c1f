/** Describes the operations of a contract: inputs, outputs, codes and examples. */
export { type DescribedInput, describeOperation, type MemberTable } from "./describe-input.ts";
export { byPrecedence, repeatSentence } from "./operation-codes.ts";
export { type OperationExample, operationExamples, recordedExchanges } from "./recorded-exchanges.ts";
export { type WebhookGroup, type WebhookParts, webhookGroups } from "./webhook-groups.ts";
