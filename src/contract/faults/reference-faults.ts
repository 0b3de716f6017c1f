import type { Condition } from "../condition.ts";
import { conditions, defaultCode, kindOfCondition } from "../condition.ts";
import { getOwn, ownEntries } from "../json.ts";
import type { FaultLocation } from "./check.ts";
import { didYouMean } from "./check.ts";

/** Reports every reference to a code that does not exist, is listed twice, or leads back to itself. */
export function findReferenceFaults(root: FaultLocation, definition: unknown): void {
  const errors = getOwn(definition, "errors");
  const codes = ownEntries(errors).map(([code]) => code);
  for (const link of ["parent", "replacedBy"]) {
    for (const [code, entry] of ownEntries(errors))
      checkCode(root.at("errors").at(code).inEntry(code).at(link), getOwn(entry, link), codes);
    checkCycles(root.at("errors"), errors, link);
  }
  checkRetired(root.at("retired"), getOwn(definition, "retired"), codes);
  checkCodeList(root.at("always"), getOwn(definition, "always"), codes);
  checkPrecedence(root.at("precedence"), getOwn(definition, "precedence"), codes);
  const shapes = new Set<string>();
  for (const [name, value] of ownEntries(getOwn(definition, "operations"))) {
    const location = root.at("operations").at(name);
    checkParameters(location, name, shapes);
    if (Array.isArray(value)) checkCodeList(location, value, codes);
    else checkCodeList(location.at("errors"), getOwn(value, "errors"), codes);
  }
  for (const condition of Object.keys(conditions) as Condition[])
    checkCondition(root.at("conditions").at(condition), condition, definition);
}

/** Reports a path that differs from another only in the names of its parameters, or has one name twice. */
function checkParameters(location: FaultLocation, name: string, shapes: Set<string>): void {
  const names = name.match(/\{[^}]*\}/g) ?? [];
  const shape = name.replaceAll(/\{[^}]*\}/g, "{}");
  if (shapes.has(shape) || new Set(names).size < names.length)
    location.report("OPERATION_DUPLICATE", "each path and parameter once", name, "Remove it.");
  shapes.add(shape);
}

/** Reports a name that is not the name of a code. Values that are not text are reported by another rule. */
export function checkCode(location: FaultLocation, value: unknown, codes: readonly string[]): void {
  if (typeof value !== "string" || value.trim() === "" || codes.includes(value)) return;
  const fix = didYouMean(value, codes, "Declare the code under errors, or use another.");
  location.report("CODE_UNKNOWN", "a code of this contract", value, fix);
}

/** A reused name would mean two errors to a client that was written for the first. */
function checkRetired(location: FaultLocation, retired: unknown, codes: readonly string[]): void {
  for (const [code, entry] of ownEntries(retired)) {
    checkCode(location.at(code).at("replacedBy"), getOwn(entry, "replacedBy"), codes);
    if (!codes.includes(code)) continue;
    const fix =
      "Choose another name for the new error, or remove the code from retired if it has the same meaning again.";
    location.at(code).report("CODE_RETIRED", "a code that errors does not declare", code, fix);
  }
}

function checkCodeList(location: FaultLocation, value: unknown, codes: readonly string[]): void {
  if (!Array.isArray(value)) return;
  value.forEach((code: unknown, index) => {
    checkCode(location.at(index), code, codes);
    if (typeof code !== "string" || value.indexOf(code) === index) return;
    location.at(index).report("CODE_DUPLICATE", "each code once", code, "Remove the second.");
  });
}

/** An incomplete precedence would leave open how the missing code compares with the others. */
function checkPrecedence(location: FaultLocation, value: unknown, codes: readonly string[]): void {
  checkCodeList(location, value, codes);
  const ranked = new Set(Array.isArray(value) ? value : []);
  const missing = value === undefined ? [] : codes.filter((code) => !ranked.has(code));
  if (missing.length === 0) return;
  const fix = "Add every code. Codes that never apply at the same time can be in any order.";
  location.report("PRECEDENCE_INCOMPLETE", "every code once", `no ${missing.join(", ")}`, fix);
}

function checkCycles(location: FaultLocation, errors: unknown, link: string): void {
  const done = new Set<string>();
  for (const [start] of ownEntries(errors)) {
    const chain: string[] = [];
    let code: unknown = start;
    while (typeof code === "string" && !done.has(code) && !chain.includes(code)) {
      chain.push(code);
      code = getOwn(getOwn(errors, code), link);
    }
    for (const step of chain) done.add(step);
    if (typeof code !== "string" || !chain.includes(code)) continue;
    const cycle = [...chain.slice(chain.indexOf(code)), code].join(" > ");
    const fix = `Remove ${link} from one of them.`;
    location.at(code).inEntry(code).at(link).report("CODE_CYCLE", `a chain of ${link} that ends`, cycle, fix);
  }
}

function checkCondition(location: FaultLocation, condition: Condition, definition: unknown): void {
  const errors = getOwn(definition, "errors");
  const codes = ownEntries(errors).map(([code]) => code);
  const mapped = getOwn(getOwn(definition, "conditions"), condition);
  const fallback = defaultCode(condition, codes);
  // `toJSON` writes the default codes too, so that its readers need no table.
  if (mapped !== undefined) checkCode(location, mapped, [...codes, fallback]);
  const kind = kindOfCondition(condition);
  if (mapped !== undefined || kind === undefined || codes.includes(fallback)) return;
  const candidates = ownEntries(errors).flatMap(([code, entry]) => (getOwn(entry, "kind") === kind ? [code] : []));
  if (candidates.length < 2) return;
  location.report(
    "CONDITION_AMBIGUOUS",
    `one code for the condition "${condition}", because several are of kind ${kind}`,
    candidates.join(", "),
    `Set conditions.${condition} to one of them.`,
  );
}
