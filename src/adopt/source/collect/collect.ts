import type { SourceText } from "../../facts.ts";
import { groupTokens, type Language, languageRules, lex } from "../syntax/index.ts";
import type { Member, Unit } from "./declarations.ts";
import { Notes } from "./notes.ts";
import { rootScope } from "./scope.ts";
import { SourceWalker } from "./source-walker.ts";

/** Most characters of a source in which imports are looked for. */
const maxHead = 100_000;

/** Collects everything in a source that may be about errors. */
export function collect({ file, text }: SourceText, language: Language): Unit {
  const { tokens, comments } = lex(text, language);
  const unit: Unit = {
    file,
    language,
    folder: /^\s*(?:package\s+(?:\w+\.){0,20}|-module\()(\w+)/m.exec(text.slice(0, maxHead))?.[1] ?? "",
    isGenerated: /\bcode generated\b[^\n]{0,80}\bdo not edit\b|@generated\b|<auto-?generated/i.test(
      text.slice(0, 2_000),
    ),
    caseRule: caseRuleOf(text),
    members: [],
    descriptions: [],
    classes: [],
    arms: [],
    handlers: [],
    parameters: new Map(),
    imports: importsOf(text, language),
    enums: [],
  };
  const nodes = groupTokens(tokens, languageRules[language].isIndented);
  new SourceWalker(unit, new Notes(comments)).readBlock(nodes, rootScope);
  if (language === "c") addPrefixes(unit.members);
  return unit;
}

/** Adds to constants of C, which have no place of their own, the beginning that they share as their owner: `SHOP_ERROR`. */
function addPrefixes(members: Member[]): void {
  const counts = new Map<string, number>();
  const isFree = ({ place, owners }: Member): boolean => place !== "object" && (owners.at(-1) ?? "") === "";
  for (const { name } of members.filter(isFree)) counts.set(prefixOf(name), (counts.get(prefixOf(name)) ?? 0) + 1);
  for (const [index, member] of members.entries()) {
    const prefix = prefixOf(member.name);
    if (isFree(member) && (counts.get(prefix) ?? 0) > 2) members[index] = { ...member, owners: [prefix] };
  }
}

/** Returns the beginning of a name that ends with a word for errors: `SHOP_ERROR_CODE` of `SHOP_ERROR_CODE_GONE`; empty without one. */
function prefixOf(name: string): string {
  return /^(?:[A-Z0-9]+_){0,4}?(?:ERR|ERROR|ERRNO|ECODE|FAULT)(?:_CODE)?(?=_)/i.exec(name)?.[0] ?? "";
}

/** Returns the case that a macro gives the names of codes, as in `to_case(Case::Snake)`. */
function caseRuleOf(text: string): string | undefined {
  const rules = Array.from(text.matchAll(/to_case\([\w:]{0,60}Case::(\w{1,40})\)/g), ([, rule]) => rule);
  return rules.includes("Snake") ? "Snake" : rules[0];
}

/** Returns the modules that a source of TypeScript imports by a relative path, by the name that it gives each. */
function importsOf(text: string, language: Language): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  if (language !== "typescript") return imports;
  const head = text.slice(0, maxHead);
  for (const [, names = "", path = ""] of head.matchAll(
    /\bimport\s+([\w\s{},*$]{1,2000}?)\s+from\s*["'](\.{1,2}\/[^"'\n]{1,200})["']/g,
  ))
    for (const name of names.replaceAll(/[{}]/g, ",").split(",")) addName(imports, name, path);
  for (const [, name = "", path = ""] of head.matchAll(
    /\b(?:const|var|let)\s+([\w$]{1,100})\s*=\s*require\(\s*["'](\.{1,2}\/[^"'\n]{1,200})["']\s*\)/g,
  ))
    imports.set(name, path);
  return imports;
}

/** Adds `name`, `name as other` or `* as other`, without the word `type` before it. */
function addName(imports: Map<string, string>, words: string, path: string): void {
  const name = /([\w$]+)\s*$/.exec(words)?.[1];
  if (name !== undefined && name !== "type") imports.set(name, path);
}
