import type { Json, Kind } from "../../contract/index.ts";
import { isKind, kinds as kindTable } from "../../contract/index.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import { readTemplate } from "./read-template.ts";
import type { ObjectNode } from "./template.ts";

/** A parsed envelope declaration. */
export interface Declaration {
  readonly failure: ObjectNode;
  /** Wraps the data of a successful response. */
  readonly success: (data: unknown) => unknown;
  readonly mediaType: string;
  readonly kinds: KindNames;
}

/** The names of the kinds on the wire. */
export interface KindNames {
  nameOf(kind: Kind): string;
  /** Returns undefined for a name that is unknown or that several kinds share. */
  kindOf(name: string): Kind | undefined;
  /** Every name, without duplicates. */
  readonly names: readonly string[];
}

const defaultMediaType = "application/json";

/** Parses a declaration: an object with `$failure`, or the failure template itself. Faults are added to the list. */
export function readDeclaration(declaration: Json | undefined, path: FaultPath, faults: FaultList): Declaration {
  const isFull = typeof declaration === "object" && declaration !== null && "$failure" in declaration;
  const { $failure, $success, $mediaType, $kindNames, ...others } = isFull ? declaration : { $failure: declaration };
  for (const key of Object.keys(others)) {
    const expected = "$failure, $success, $mediaType and $kindNames";
    const fix = "Move it into $failure, the template of the body.";
    faults.add("DECLARATION_MEMBER_UNKNOWN", [...path, key], { expected, received: key, fix });
  }
  return {
    failure: readTemplate($failure, isFull ? [...path, "$failure"] : path, faults),
    success: $success === undefined ? (data) => data : readSuccess($success, [...path, "$success"], faults),
    mediaType: readMediaType($mediaType, [...path, "$mediaType"], faults),
    kinds: kindNames(readKindNames($kindNames, [...path, "$kindNames"], faults)),
  };
}

/** Parses a success template: JSON in which `"$data"` is the data, and `"$data?"` is omitted when there is none. */
function readSuccess(template: Json | undefined, path: FaultPath, faults: FaultList): Declaration["success"] {
  if (typeof template === "string") return readSuccessText(template, path, faults);
  if (typeof template !== "object" || template === null) return () => template;
  const members = Object.entries(template).map(
    ([key, member]) => [key, readSuccess(member, [...path, key], faults)] as const,
  );
  if (Array.isArray(template)) return (data) => members.map(([, member]) => member(data));
  return (data) =>
    Object.fromEntries(members.map(([key, member]) => [key, member(data)]).filter(([, value]) => value !== undefined));
}

function readSuccessText(text: string, path: FaultPath, faults: FaultList): Declaration["success"] {
  if (text === "$data") return (data) => (data === undefined ? null : data);
  if (text === "$data?") return (data) => data;
  const isEscaped = text.startsWith("$$");
  if (text.startsWith("$") && !isEscaped) {
    const fix = `Use "$data" for the data, or write ${JSON.stringify(`$${text}`)} for the literal text.`;
    faults.add("SUCCESS_VALUE_UNKNOWN", path, { expected: '"$data" or "$data?"', received: text, fix });
  }
  const value = isEscaped ? text.slice(1) : text;
  return () => value;
}

function readMediaType(value: Json | undefined, path: FaultPath, faults: FaultList): string {
  if (value === undefined) return defaultMediaType;
  if (typeof value === "string" && /^[a-z]+\/[a-z0-9.+-]+$/i.test(value)) return value;
  const fix = "Write a media type without parameters.";
  faults.add("MEDIA_TYPE", path, { expected: 'a media type such as "application/json"', received: value, fix });
  return defaultMediaType;
}

function readKindNames(value: Json | undefined, path: FaultPath, faults: FaultList): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const fix = 'Write { "internal": "api_error", "*": "invalid_request_error" }.';
    faults.add("KIND_NAMES_TYPE", path, { expected: "an object", received: value, fix });
    return {};
  }
  const names: Record<string, string> = {};
  for (const [kind, name] of Object.entries(value)) {
    if (kind !== "*" && !isKind(kind)) {
      const fix = 'Use one of the documented kinds, or "*" for every other kind.';
      faults.add("KIND_UNKNOWN", [...path, kind], { expected: "a kind", received: kind, fix });
    } else if (typeof name !== "string") {
      const fix = "Write the name of the kind on the wire as a string.";
      faults.add("KIND_NAME_TYPE", [...path, kind], { expected: "a string", received: name, fix });
    } else names[kind] = name;
  }
  return names;
}

/** Completes a table of names: `*` names every kind that is not listed; without it, such a kind keeps its own name. */
function kindNames(table: Readonly<Record<string, string>>): KindNames {
  const nameOf = (kind: Kind): string => table[kind] ?? table["*"] ?? kind;
  const kindByName = new Map<string, Kind | undefined>();
  for (const kind of Object.keys(kindTable) as Kind[])
    kindByName.set(nameOf(kind), kindByName.has(nameOf(kind)) ? undefined : kind);
  return { nameOf, kindOf: (name) => kindByName.get(name), names: [...kindByName.keys()] };
}
