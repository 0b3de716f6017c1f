import { requireValue } from "../require-options.ts";
import type { SqlFragment, SqlInput, SqlValue } from "../store.ts";

/** Marks fragments. JSON cannot contain a symbol, so a value from a request is never mistaken for a part of a statement. */
const brand: unique symbol = Symbol.for("errata.sql-fragment");

/**
 * Creates a part of an SQL statement, to be used as a value of a statement or of another part. Use it to leave a condition
 * out where there is no filter: a condition that is always true, such as `COALESCE(?, state)`, prevents the use of an index.
 *
 * @example
 * ```ts
 * import { fragment, type Sql } from "errata/store";
 *
 * function listOrders(sql: Sql, account: string, state?: string) {
 *   const filter = state === undefined ? fragment`` : fragment`AND state = ${state}`;
 *   return sql`SELECT id FROM orders WHERE account = ${account} ${filter} ORDER BY id LIMIT 20`;
 * }
 * ```
 */
export function fragment(text: TemplateStringsArray, ...values: readonly SqlInput[]): SqlFragment {
  requireValue("fragment: text", text, "list");
  const part: SqlFragment & { readonly [brand]: true } = { [brand]: true, ...join(text, values) };
  return part;
}

/** A statement whose values are all bindable. */
export interface FlatStatement {
  readonly text: TemplateStringsArray;
  readonly values: readonly SqlValue[];
}

/** Inserts the fragments among the values into the text. The same text is always the same array, so it is compiled once. */
export function flatten(text: TemplateStringsArray, values: readonly SqlInput[]): FlatStatement {
  if (!values.some(isFragment)) return { text, values: values as readonly SqlValue[] };
  const joined = join(text, values);
  return { text: templateOf(joined.text), values: joined.values };
}

function isFragment(value: unknown): value is SqlFragment {
  return typeof value === "object" && value !== null && brand in value;
}

function join(
  text: readonly string[],
  values: readonly SqlInput[],
): { readonly text: readonly string[]; readonly values: readonly SqlValue[] } {
  const parts = [text[0] ?? ""];
  const flat: SqlValue[] = [];
  for (const [index, value] of values.entries()) {
    const after = text[index + 1] ?? "";
    if (isFragment(value)) {
      parts.push(`${parts.pop()}${value.text[0]}`, ...value.text.slice(1));
      flat.push(...value.values);
      parts.push(`${parts.pop()}${after}`);
    } else {
      flat.push(value);
      parts.push(after);
    }
  }
  return { text: parts, values: flat };
}

/** Bounds the memory of programs that build ever new texts, such as lists of values of any length. */
const MAX_TEMPLATES = 1_000;
const templates = new Map<string, TemplateStringsArray>();

function templateOf(text: readonly string[]): TemplateStringsArray {
  const key = text.join("\0");
  const known = templates.get(key);
  if (known !== undefined) return known;
  const template: TemplateStringsArray = Object.assign([...text], { raw: text });
  templates.set(key, template);
  if (templates.size > MAX_TEMPLATES) {
    const [oldest] = templates.keys();
    if (oldest !== undefined) templates.delete(oldest);
  }
  return template;
}
