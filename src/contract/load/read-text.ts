import type { Document } from "yaml";
import { isAlias, isCollection, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { ContractFault } from "../contract-fault.ts";
import { quote } from "../contract-fault.ts";
import { offsetOf } from "./offset-of.ts";

/** How a contract is written. YAML takes JSON too, JSON nothing but JSON. */
export type ContractFormat = "yaml" | "json";

/** How often anchors may be expanded in all; beyond it, a small file would become a huge value. */
const maxAliases = 100;

/** What a text holds, and where. */
export interface TextSource {
  /** Undefined where the text cannot be read at all. */
  readonly value: unknown;
  /** What is wrong with the text itself. */
  readonly faults: readonly ContractFault[];
  /** Gives `file:line:column` of a fault of the definition. */
  readonly placeOf: (fault: ContractFault) => string;
}

/** Reads YAML or JSON with its positions. The YAML reader serves for both, as JSON is YAML. */
export function readText(text: string, format: ContractFormat, path: string): TextSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error", version: "1.2" });
  const placeAt = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const placeOf = (fault: ContractFault): string => placeAt(offsetOf(document, fault));
  const own = textFaults(document, placeAt);
  const isReadable = own.every(({ rule }) => rule === duplicateKey);
  if (format === "json") {
    const read = parseJson(text, placeAt);
    if (read.fault !== undefined) return { value: undefined, faults: [read.fault], placeOf };
    return { value: read.value, faults: own.filter(({ rule }) => rule === duplicateKey), placeOf };
  }
  if (!isReadable) return { value: undefined, faults: own, placeOf };
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }) ?? null, faults: own, placeOf };
  } catch (error) {
    const expected = `at most ${maxAliases} expansions of anchors`;
    const fix = "Write the repeated parts out.";
    const received = error instanceof Error ? error.message : String(error);
    return {
      value: undefined,
      faults: [...own, { rule: "ERRATA_CONTRACT_ALIASES", path: [], place: placeAt(0), expected, received, fix }],
      placeOf,
    };
  }
}

const duplicateKey = "ERRATA_CONTRACT_KEY_DUPLICATE";

function textFaults(document: Document.Parsed, placeAt: (offset: number) => string): ContractFault[] {
  const faults: ContractFault[] = [];
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const place = placeAt(pos[0]);
    if (code === "DUPLICATE_KEY") {
      const fix = "Remove one of the two.";
      faults.push({ rule: duplicateKey, path: [], place, expected: "each key once", received: "it twice", fix });
    } else faults.push(syntaxFault(place, message));
  }
  if (document.errors.length > 0) return faults;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        faults.push(syntaxFault(placeAt(alias.range?.[0] ?? 0), `the alias *${alias.source} has no anchor`));
    },
    Pair(_, { key }) {
      if (isCollection(key) || isAlias(key))
        faults.push(syntaxFault(placeAt(key.range?.[0] ?? 0), "a key is a list, a mapping or an alias"));
      else if (isScalar(key) && key.value === null)
        faults.push(syntaxFault(placeAt(key.range?.[0] ?? 0), "a key is empty"));
    },
  });
  return faults;
}

function syntaxFault(place: string, message: string): ContractFault {
  return {
    rule: "ERRATA_CONTRACT_SYNTAX",
    path: [],
    place,
    expected: "a readable file",
    received: quote(message),
    fix: "Correct the line.",
  };
}

function parseJson(
  text: string,
  placeAt: (offset: number) => string,
): { readonly value?: unknown; readonly fault?: ContractFault } {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    return { fault: syntaxFault(placeAt(position === undefined ? text.length : Number(position)), message) };
  }
}
