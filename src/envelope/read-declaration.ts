import type { Json } from "../contract/index.ts";
import { isKind } from "../contract/index.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import type { KindNames } from "./kind-names.ts";
import { kindNames } from "./kind-names.ts";
import { readTemplate } from "./read-template.ts";
import type { WrapSuccess } from "./success-form.ts";
import { readSuccess } from "./success-form.ts";
import type { ObjectNode } from "./template.ts";

/** A declaration that was read: the template and what stands beside it. */
export interface Declaration {
  readonly failure: ObjectNode;
  readonly success: WrapSuccess;
  readonly mediaType: string;
  readonly kinds: KindNames;
}

/** Reads the full form, an object with `$failure`, or the failure template itself. Every fault is added to the list. */
export function readDeclaration(declaration: Json | undefined, path: FaultPath, faults: FaultList): Declaration {
  if (typeof declaration !== "object" || declaration === null || !("$failure" in declaration))
    return {
      failure: readTemplate(declaration, path, faults),
      success: readSuccess(undefined, path, faults),
      mediaType: "application/json",
      kinds: kindNames({}),
    };
  const { $failure, $success, $mediaType, $kindNames, ...others } = declaration;
  for (const key of Object.keys(others)) {
    const fix = "Move it into $failure, the template of the body.";
    const expected = "$failure, $success, $mediaType and $kindNames";
    faults.add("DECLARATION_MEMBER_UNKNOWN", [...path, key], { expected, received: key, fix });
  }
  return {
    failure: readTemplate($failure, [...path, "$failure"], faults),
    success: readSuccess($success, [...path, "$success"], faults),
    mediaType: readMediaType($mediaType, [...path, "$mediaType"], faults),
    kinds: kindNames(readKindNames($kindNames, [...path, "$kindNames"], faults)),
  };
}

function readMediaType(value: Json | undefined, path: FaultPath, faults: FaultList): string {
  if (value === undefined) return "application/json";
  if (typeof value === "string" && /^[a-z]+\/[a-z0-9.+-]+$/i.test(value)) return value;
  const fix = "Write a media type without parameters.";
  faults.add("MEDIA_TYPE", path, { expected: '"application/json" or its like', received: value, fix });
  return "application/json";
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
      const fix = 'Name a kind of the closed table, or "*" for every other kind.';
      faults.add("KIND_UNKNOWN", [...path, kind], { expected: "a kind", received: kind, fix });
    } else if (typeof name !== "string") {
      const fix = "Write the kind's name on the wire.";
      faults.add("KIND_NAME_TYPE", [...path, kind], { expected: "a string", received: name, fix });
    } else names[kind] = name;
  }
  return names;
}
