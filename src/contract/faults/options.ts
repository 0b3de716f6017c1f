/** Checks the options of public functions. Other folders import this module; no entry point exports it. */
export { nearest } from "./nearest.ts";
export { maxTimerMs, type OptionTypes, requireInteger, requireOptions } from "./require-options.ts";
