/** Counts requests in sliding windows, in memory or wherever `Windows` is implemented. */
export {
  type LocalWindowsOptions,
  localWindows,
  type TakeResult,
  type WindowPolicy,
  type WindowRequest,
  type WindowResult,
  type Windows,
} from "./local-windows.ts";
export type { WindowDecision } from "./sliding-window.ts";
