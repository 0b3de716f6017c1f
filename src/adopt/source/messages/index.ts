/** Reads trees of messages whose paths are codes, such as the phrases of a locale. */
export { readMessageTrees } from "./message-trees.ts";
