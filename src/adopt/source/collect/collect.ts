import type { SourceText } from "../../facts.ts";
import { groupTokens, type Language, languageRules, lex } from "../syntax/index.ts";
import type { Unit } from "./declarations.ts";
import { importsOf } from "./imports.ts";
import { Notes } from "./notes.ts";
import { rootScope } from "./scope.ts";
import { SourceWalker } from "./source-walker.ts";

/** Collects everything in a source that may be about errors. */
export function collect({ file, text }: SourceText, language: Language): Unit {
  const { tokens, comments } = lex(text, language);
  const unit: Unit = {
    file,
    language,
    isGenerated: /\bcode generated\b[^\n]{0,80}\bdo not edit\b|@generated\b|<auto-?generated/i.test(
      text.slice(0, 2_000),
    ),
    caseRule: caseRuleOf(text),
    members: [],
    descriptions: [],
    classes: [],
    arms: [],
    parameters: new Map(),
    imports: importsOf(text, language),
    enums: [],
  };
  const nodes = groupTokens(tokens, languageRules[language].isIndented);
  new SourceWalker(unit, new Notes(comments)).readBlock(nodes, rootScope);
  return unit;
}

/** Returns the case that a macro gives the names of codes, as in `to_case(Case::Snake)`. */
function caseRuleOf(text: string): string | undefined {
  const rules = Array.from(text.matchAll(/to_case\([\w:]{0,60}Case::(\w{1,40})\)/g), ([, rule]) => rule);
  return rules.includes("Snake") ? "Snake" : rules[0];
}
