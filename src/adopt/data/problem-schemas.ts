import type { Json } from "../../contract/index.ts";
import { isIdentifier } from "../evidence/index.ts";
import { isObject, type JsonObject, textOf } from "./maps/index.ts";

/** The one error that a schema describes by the constants of its members. */
export interface ProblemSchema {
  readonly code: string;
  readonly status: number | undefined;
  readonly title: string | undefined;
  readonly meaning: string | undefined;
  /** Whether the constants are only examples, which a schema of all errors has as well. */
  readonly isExample: boolean;
  /** Whether its status or the address of its type tells that it is an error. */
  readonly isCertain: boolean;
}

/** Resolves a reference to a schema. */
export type Resolve = (schema: Json | undefined) => JsonObject | undefined;

/**
 * Reads a schema of one error, whose members `type`, `title` and `status` have one value each: a constant, a default, or an
 * example. The schemas that it extends may state some of them; undefined for a schema of several errors.
 */
export function problemOf(schema: JsonObject, resolve: Resolve): ProblemSchema | undefined {
  const members = membersOf(schema, resolve, 0);
  const constant = (pattern: RegExp): Constant | undefined => [...members].find(([name]) => pattern.test(name))?.[1];
  const [type, title] = [constant(/^type$/), constant(/^(?:title|name)$/)];
  const status = constant(/^(?:http_?)?status(?:_?code)?$/i);
  const text = constant(/^(?:detail|message|description|error_?message)$/i);
  const code = constant(/^(?:code|error_?code)$/i) ?? type;
  const name = nameOf(textOf(code?.value), title?.value);
  if (
    code === undefined ||
    name === undefined ||
    (code === type && title === undefined && text === undefined && status === undefined)
  )
    return undefined;
  const number = Number(status?.value);
  const isError = number >= 400 && number <= 599;
  return {
    code: name,
    status: isError ? number : undefined,
    title: sentence(title?.value),
    meaning: sentence(text?.value) ?? sentence(schema.description),
    isExample: code.isExample,
    isCertain:
      isError || (code === type && /[/#:].*(?:err|prob|fault)|(?:err|prob|fault).*[/#:]/i.test(String(code.value))),
  };
}

interface Constant {
  readonly value: Json;
  readonly isExample: boolean;
}

/** Returns the code that a type or a title states: the end of an address, or the name itself. */
function nameOf(type: string | undefined, title: Json | undefined): string | undefined {
  if (type === undefined) return undefined;
  const [, path = "", last = ""] =
    /^(?:https?:\/\/[^/?#]+|urn:[\w-]+:|\/)(.*[/#:])?([\w.-]{3,80})\/?$/.exec(type) ?? [];
  if (last === "" && isIdentifier(type)) return type;
  // The address of a page about all errors names none of them.
  const isPage = /^(?:blank|(?:api[-_]?)?(?:errors?|problems?|docs?)|section-[\d.]+)$|\.\w{2,5}$/i.test(last);
  if (last !== "" && !isPage && (isIdentifier(last) || /[/#:]$/.test(path))) return last;
  const name = textOf(title);
  return name !== undefined && isIdentifier(name) ? name : undefined;
}

function sentence(value: Json | undefined): string | undefined {
  const text = textOf(value);
  return text !== undefined && /\s/.test(text) ? text : undefined;
}

/** Collects the members with one value. Own members precede those of the schemas that are extended, whose examples do not count. */
function membersOf(schema: JsonObject, resolve: Resolve, depth: number): ReadonlyMap<string, Constant> {
  const parts = depth < 5 && Array.isArray(schema.allOf) ? (schema.allOf as readonly Json[]).slice(0, 20) : [];
  const extended = parts.flatMap((part) => {
    const members = [...membersOf(resolve(part) ?? {}, resolve, depth + 1)];
    return isObject(part) && "$ref" in part ? members.filter(([, { isExample }]) => !isExample) : members;
  });
  const own = Object.entries(isObject(schema.properties) ? schema.properties : {}).flatMap(([name, declared]) => {
    const constant = constantOf(resolve(declared));
    return constant === undefined ? [] : [[name, constant] as const];
  });
  return new Map([...extended, ...own]);
}

function constantOf(property: JsonObject | undefined): Constant | undefined {
  if (property === undefined) return undefined;
  const { const: fixed, enum: listed, default: usual, example, examples } = property;
  const shown = example ?? (Array.isArray(examples) ? (examples[0] as Json) : undefined);
  if (Array.isArray(listed) && listed.length > 1) return undefined;
  const { minimum, maximum } = property;
  const only = typeof minimum === "number" && minimum === maximum ? minimum : undefined;
  const value = fixed ?? only ?? (Array.isArray(listed) ? (listed[0] as Json) : undefined) ?? usual;
  if (value !== undefined) return { value, isExample: false };
  return shown === undefined ? undefined : { value: shown, isExample: true };
}
