/** Reads source code of fourteen languages as tokens, groups and values, without knowing its grammar. */
export { type Language, languageOf, languageRules } from "./language.ts";
export { lex } from "./lexer.ts";
export { isMapType } from "./maps.ts";
export {
  type Call,
  isPositional,
  type Pair,
  readPair,
  readPairs,
  readPath,
  readValue,
  type Value,
  withTypes,
} from "./read-value.ts";
export { separatorOf, splitItems, splitLines } from "./split-items.ts";
export type { Comment } from "./token.ts";
export { type Group, groupTokens, isGroup, isMark, type Node, wordOf } from "./tree.ts";
