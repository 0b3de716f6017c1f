import type { Json } from "../../contract/index.ts";
import { hidden } from "../envelope/index.ts";
import { isId } from "./path-template.ts";

/** Members of a body that are kept as they are. */
export interface Kept {
  readonly code: string;
  readonly message: string | undefined;
  readonly status: number;
  /** Words of the request that identify an object or its caller, and are replaced in the message. */
  readonly ids: ReadonlySet<string>;
}

/**
 * Replaces everything in a recorded body that is neither the code nor the message by a value of the same type, so that no
 * secret of a caller gets into a contract.
 */
export function redact(value: Json, kept: Kept, depth = 0): Json {
  if (typeof value === "string") return redactText(value, kept);
  if (typeof value === "number") return value === kept.status ? value : 0;
  if (typeof value !== "object" || value === null) return value;
  if (depth > maxDepth) return Array.isArray(value) ? [] : {};
  if (Array.isArray(value)) return value.slice(0, 1).map((item) => redact(item as Json, kept, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => /^@?[A-Za-z_][\w.-]{0,63}$/.test(name) && !isId(name))
      .slice(0, maxMembers)
      .map(([name, member]) => [name, redactMember(name, member as Json, kept, depth + 1)]),
  );
}

const maxDepth = 8;
const maxMembers = 50;

/** Replaces ids, keys and addresses in a message by `…`. */
export function redactMessage(message: string, ids: ReadonlySet<string>): string {
  return message
    .slice(0, maxMessage)
    .replaceAll(/https?:\/\/[^\s"'<>]+/g, "…")
    .replaceAll(/[\w.@%+~-]*[\w@]/g, (word) =>
      ids.has(word) || (isId(word) && !/^-?\d{1,6}$/.test(word)) ? "…" : word,
    );
}

const maxMessage = 500;

function redactMember(name: string, value: Json, kept: Kept, depth: number): Json {
  // The template derives these variables from the form of the value.
  if (typeof value === "string" && /^https?:\/\//.test(value)) return "https://";
  if (typeof value === "string" && /^(?:error_?)?(?:type|category)$/i.test(name) && /^[a-z]+(?:_[a-z]+)*$/.test(value))
    return value;
  return redact(value, kept, depth);
}

function redactText(value: string, { code, message, status, ids }: Kept): Json {
  if (value === code || value === String(status)) return value;
  if (value === message) return redactMessage(value, ids);
  return /^(?:err(?:or)?s?|fail(?:ed|ure)?|problem|fault|exception|about:blank|status|v1|[A-Z][a-z]+Error)$/i.test(
    value,
  )
    ? value
    : hidden;
}
