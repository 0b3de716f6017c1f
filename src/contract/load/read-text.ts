import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from "yaml";
import { type ContractFault, quote } from "../contract-error.ts";
import { requireValue } from "../faults/arguments.ts";

/** How a contract is written. `yaml` accepts JSON too; `json` accepts nothing else. */
export type ContractFormat = "yaml" | "json";

/** The content of a text, and the positions in it. */
export interface TextSource {
  /** Undefined when the text cannot be read at all. */
  readonly value: unknown;
  /** Problems of the text itself. */
  readonly faults: readonly ContractFault[];
  /** Returns `file:line:column` of a fault in the definition. */
  readonly locate: (fault: ContractFault) => string;
}

/** Reads YAML or JSON with positions. The YAML parser finds the positions of both, because JSON is YAML. */
export function readText(text: string, format: ContractFormat, path: string): TextSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error", version: "1.2" });
  const locationAt = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const locate = (fault: ContractFault): string => locationAt(offsetOf(document, fault));
  const faults = textFaults(document, locationAt);
  const duplicates = faults.filter(({ rule }) => rule === duplicateKey);
  if (format === "json") {
    const json = parseJson(text, locationAt);
    if (json.fault !== undefined) return { value: undefined, faults: [json.fault], locate };
    return { value: json.value, faults: duplicates, locate };
  }
  if (duplicates.length < faults.length) return { value: undefined, faults, locate };
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }) ?? null, faults, locate };
  } catch (error) {
    const aliasFault: ContractFault = {
      rule: "ERRATA_CONTRACT_ALIASES",
      path: [],
      location: locationAt(0),
      expected: `at most ${maxAliases} expansions of anchors`,
      received: error instanceof Error ? error.message : String(error),
      fix: "Write the repeated parts out.",
    };
    return { value: undefined, faults: [...faults, aliasFault], locate };
  }
}

/** Total number of anchor expansions, so that a small file cannot become a huge value. */
const maxAliases = 100;
const duplicateKey = "ERRATA_CONTRACT_KEY_DUPLICATE";

function textFaults(document: Document.Parsed, locationAt: (offset: number) => string): ContractFault[] {
  const faults: ContractFault[] = [];
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const location = locationAt(pos[0]);
    if (code === "DUPLICATE_KEY") {
      const fix = "Remove one of the two.";
      faults.push({ rule: duplicateKey, path: [], location, expected: "each key once", received: "it twice", fix });
    } else faults.push(syntaxFault(location, message));
  }
  if (document.errors.length > 0) return faults;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        faults.push(syntaxFault(locationAt(alias.range?.[0] ?? 0), `the alias *${alias.source} has no anchor`));
    },
    Pair(_, { key }) {
      if (isCollection(key) || isAlias(key))
        faults.push(syntaxFault(locationAt(key.range?.[0] ?? 0), "a key is a list, a mapping or an alias"));
      else if (isScalar(key) && key.value === null)
        faults.push(syntaxFault(locationAt(key.range?.[0] ?? 0), "a key is empty"));
    },
  });
  return faults;
}

function syntaxFault(location: string, message: string): ContractFault {
  return {
    rule: "ERRATA_CONTRACT_SYNTAX",
    path: [],
    location,
    expected: "a readable file",
    received: quote(message),
    fix: "Correct the line.",
  };
}

function parseJson(
  text: string,
  locationAt: (offset: number) => string,
): { readonly value?: unknown; readonly fault?: ContractFault } {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    return { fault: syntaxFault(locationAt(position === undefined ? text.length : Number(position)), message) };
  }
}

/**
 * Finds the offset of a fault: the value if it is text or a number, the key of anything larger and of a key that should
 * not be there, and the nearest existing parent of something that is missing.
 */
function offsetOf(document: Document.Parsed, { path, rule }: ContractFault): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const member = findMember(isAlias(node) ? node.resolve(document) : node, step);
    if (member === undefined) return offset;
    const isLast = index === path.length - 1;
    const pointsAtValue = isScalar(member.value) && !(isLast && rulesOfKeys.has(rule));
    offset =
      (pointsAtValue ? startOf(member.value) : undefined) ?? startOf(member.key) ?? startOf(member.value) ?? offset;
    node = member.value;
  }
  return offset;
}

const rulesOfKeys = new Set(["ERRATA_CONTRACT_MEMBER_UNKNOWN", "ERRATA_CONTRACT_LANGUAGE_INVALID"]);

function findMember(
  node: unknown,
  step: string | number,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isSeq(node)) {
    const item = typeof step === "number" ? node.items[step] : undefined;
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  // The last of several equal keys counts, for the value and for its location.
  return node.items.findLast((pair: Pair) => isScalar(pair.key) && String(pair.key.value) === String(step));
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** Path of a member within a definition: `["errors", "RATE_LIMITED", "status"]`. */
export type MemberPath = readonly (string | number)[];

/**
 * Returns a function that finds the members of a contract's text, for messages about them.
 *
 * @param text a contract in YAML or JSON
 * @param file name of the file in the positions
 * @returns the position as `file:line:column`: of the value if it is text or a number, of the key of anything larger, and of
 *   the nearest existing parent of something that is missing
 * @example
 * ```ts
 * import { memberLocator } from "errata/load";
 *
 * const locate = memberLocator("name: shop\nversion: 1.0.0\n", "shop.yaml");
 * locate(["version"]); // "shop.yaml:2:10"
 * ```
 */
export function memberLocator(
  text: string,
  file: string,
  format: ContractFormat = "yaml",
): (path: MemberPath) => string {
  requireValue("memberLocator: text", text, "string");
  const { locate } = readText(text, format, file);
  return (path) => locate({ rule: "", path, expected: "", received: "", fix: "" });
}
