/** Describes the operations of a contract: inputs, outputs, codes and examples. */
export { type DescribedInput, describeOperation, describeWebhooks, type MemberTable } from "./describe-input.ts";
export { byPrecedence, repeatSentence } from "./operation-codes.ts";
export { type OperationExample, operationExamples, recordedExchanges } from "./recorded-exchanges.ts";
