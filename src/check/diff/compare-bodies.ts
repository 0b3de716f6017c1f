import type { AnyContract, Entry, JsonSchema } from "../../contract/index.ts";
import { envelopesOf } from "../../envelope/index.ts";
import { asCode, type Change, change } from "./change.ts";
import { compareSchemas, type SchemaChange } from "./compare-schemas.ts";

/**
 * Compares the bodies that are sent for the codes of both versions. Everything that other comparisons report (details,
 * status, kind, title) is made equal first, so only the envelope itself makes a difference.
 */
export function compareBodies(before: AnyContract, after: AnyContract): readonly Change[] {
  const [old, now] = [envelopesOf(before), envelopesOf(after)];
  const codesByText = new Map<string, { readonly rule: BodyRule; readonly text: string; readonly codes: string[] }>();
  const messages: Change[] = [];
  let compared = 0;
  for (const entry of before.entries.values()) {
    const next = after.entries.get(entry.code);
    if (next === undefined) continue;
    compared += 1;
    const [was, is] = [old.of(entry), now.of(next)];
    if (entry.message !== next.message) messages.push(messageChange(entry, next, was.fields.code));
    const found: { readonly rule: BodyRule; readonly text: string }[] = bodyChanges(
      was.schema(comparable(entry, entry, next)),
      is.schema(comparable(next, entry, next)),
    );
    if (was.mediaType !== is.mediaType)
      found.push({
        rule: "media-type-changed",
        text: `\`Content-Type\` was ${asCode(was.mediaType)} and is ${asCode(is.mediaType)}.`,
      });
    for (const { rule, text } of found) {
      const group = codesByText.get(`${rule} ${text}`) ?? { rule, text, codes: [] };
      group.codes.push(entry.code);
      codesByText.set(`${rule} ${text}`, group);
    }
  }
  const subject = { type: "envelope", name: after.name } as const;
  const bodies = [...codesByText.values()].map(({ rule, text, codes }) =>
    change(rule, subject, `${text} ${affected(codes, compared)}`),
  );
  return [...bodies, ...messages];
}

type BodyRule = "body-member-removed" | "body-value-changed" | "body-member-added" | "media-type-changed";

/** A message is free to change only where clients have a code to decide by. */
function messageChange(before: Entry, after: Entry, sendsCode: boolean): Change {
  const text = `The message was ${asCode(before.message)} and is ${asCode(after.message)}.`;
  const subject = { type: "code", name: after.code } as const;
  if (sendsCode) return change("message-changed", subject, text);
  const fix = "Keep the message, because the envelope of this code sends no code that clients could decide by.";
  return change("message-changed", subject, text, { verdict: "breaking", fix });
}

/** Details are compared as such, so both bodies get the same ones, and none if only one version has them. */
function comparable(entry: Entry, before: Entry, after: Entry): Entry {
  const details = after.details === undefined ? undefined : before.details;
  return { ...entry, details, title: before.title, status: before.status, kind: before.kind, grpc: before.grpc };
}

const bodyRules: Readonly<Record<SchemaChange["rule"], BodyRule | undefined>> = {
  "detail-removed": "body-member-removed",
  "detail-optional": "body-member-removed",
  "detail-changed": "body-value-changed",
  "detail-value-added": "body-value-changed",
  "detail-added": "body-member-added",
  "detail-narrowed": undefined,
};

function bodyChanges(before: JsonSchema, after: JsonSchema): { readonly rule: BodyRule; readonly text: string }[] {
  return compareSchemas(withoutLinks(before), withoutLinks(after)).flatMap(({ rule, text }) => {
    const bodyRule = bodyRules[rule];
    return bodyRule === undefined ? [] : [{ rule: bodyRule, text }];
  });
}

/** A link to a page may change, but RFC 9457's `type` identifies the problem, so its value is compared. */
function withoutLinks(schema: JsonSchema): JsonSchema {
  const { properties } = schema;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return schema;
  const members = Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([name, member]) => {
    const isLink = name !== "type" && typeof member.const === "string" && /^https?:\/\//.test(member.const);
    return [name, isLink ? { type: "string" } : withoutLinks(member)] as const;
  });
  return { ...schema, properties: Object.fromEntries(members) };
}

function affected(codes: readonly string[], all: number): string {
  if (codes.length === all) return "This affects every code.";
  const rest = codes.length - 5;
  const shown = codes
    .slice(0, rest > 1 ? 5 : 6)
    .map(asCode)
    .join(", ");
  return `This affects ${shown}${rest > 1 ? ` and ${rest} more codes` : ""}.`;
}
