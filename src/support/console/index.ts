/** Serves the console: pages on which an operator finds one error and watches all of them. */
export { type OperatorCheck, operatorCheck } from "../operator-check.ts";
export { operatorToken, type StoredToken } from "./access/index.ts";
export type {
  AccountBalance,
  ConsoleData,
  FailingWebhook,
  LedgerLine,
  OperatorJob,
  QueueState,
} from "./console-data.ts";
export { type ConsoleOptions, type ConsolePages, consolePages } from "./console-pages.ts";
