/** Writes and reads the few Protocol Buffers messages that error details are made of, without a schema compiler. */
export { decodeMessage, encodeMessage } from "./message.ts";
