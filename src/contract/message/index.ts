/** Parses and formats messages in ICU MessageFormat. */
export type { FormatMessage, MessageFormatter, MessagePiece } from "./format-message.ts";
export { compileHeader, compileMessage, needsFormatter } from "./format-message.ts";
export type { MessagePart, Placeholders } from "./parse-message.ts";
export { parseMessage, placeholders } from "./parse-message.ts";
