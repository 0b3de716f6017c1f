/** Reads source code of fourteen languages as tokens, groups and values, without knowing its grammar. */
export { type Language, languageOf, languageRules } from "./language.ts";
export { lex } from "./lexer.ts";
export { isMapType } from "./maps.ts";
export { isInSnakeCase, isOwnName } from "./own-name.ts";
export {
  type Call,
  isPositional,
  readPair,
  readPairs,
  readPath,
  readValue,
  withTypes,
} from "./read-value.ts";
export { separatorOf, splitItems, splitLines } from "./split-items.ts";
export type { Comment } from "./token.ts";
export { type Group, groupTokens, isGroup, isMark, type Node, wordOf } from "./tree.ts";
export type { Pair, Value } from "./value.ts";
