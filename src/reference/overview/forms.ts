import type { AnyContract, Entry, Json, JsonSchema } from "../../contract/index.ts";
import type { Envelope } from "../../envelope/index.ts";
import { errorBodySchema } from "../../openapi/index.ts";
import { indexOf, isSchema, pathText, pathTo, type SchemaRow, schemaRows } from "../describe/index.ts";
import type { Recording } from "../recording.ts";

/** One shape of error bodies. */
export interface Form {
  readonly mediaType: string;
  readonly entries: readonly Entry[];
  /** A body of one of the codes, as JSON; the recorded one if there is a recording. */
  readonly example: string;
  /** The code of the example. */
  readonly exampleOf: Entry | undefined;
  /** Member with the code, such as `error.code`; undefined if the body does not have it. */
  readonly codeMember: string | undefined;
  /** Member with the message for a person. */
  readonly messageMember: string | undefined;
  readonly rows: readonly SchemaRow[];
  /** Members with a closed list of values, such as the type of the error. */
  readonly choices: readonly Choice[];
}

/** A member with a closed list of values. */
export interface Choice {
  /** Path of the member: `error.type`. */
  readonly member: string;
  /** The codes by value. */
  readonly values: readonly (readonly [value: string, entries: readonly Entry[]])[];
}

/** Returns the shapes of an API's error bodies, with the codes that use each. */
export function formsOf(contract: AnyContract, recordings: ReadonlyMap<string, Recording>): readonly Form[] {
  const { envelopes } = indexOf(contract);
  const groups = new Map<Envelope, Entry[]>();
  for (const entry of contract.entries.values()) {
    const envelope = envelopes.of(entry);
    groups.set(envelope, [...(groups.get(envelope) ?? []), entry]);
  }
  return [...groups].map(([envelope, entries]) => formOf(envelope, entries, recordings));
}

function formOf(envelope: Envelope, entries: readonly Entry[], recordings: ReadonlyMap<string, Recording>): Form {
  const best = richest(entries, recordings);
  const schema = errorBodySchema(envelope);
  const body = best === undefined ? null : envelope.example(best);
  const wire = best && envelope.parse(best.status, JSON.stringify(body));
  const memberWith = (text: string | undefined): string | undefined => {
    const path = text === undefined ? undefined : pathTo(body, text);
    return path && pathText(path);
  };
  return {
    mediaType: envelope.mediaType,
    entries,
    example: (best && recordedText(recordings.get(best.code))) ?? JSON.stringify(body),
    exampleOf: best,
    codeMember: memberWith(wire?.code),
    messageMember: memberWith(wire?.message),
    rows: withTypes(schemaRows(schema, schema), envelope, entries),
    choices: choicesIn(schema).map((path) => ({ member: path.join("."), values: valuesAt(path, envelope, entries) })),
  };
}

/** Members that come from details have a type only in the bodies of single codes. */
function withTypes(rows: readonly SchemaRow[], envelope: Envelope, entries: readonly Entry[]): readonly SchemaRow[] {
  if (rows.every(({ type }) => type !== "any")) return rows;
  const byName = new Map<string, SchemaRow[]>();
  for (const entry of entries) {
    const schema = envelope.schema(entry);
    for (const row of schemaRows(schema, schema))
      if (row.type !== "any") byName.set(row.name, [...(byName.get(row.name) ?? []), row]);
  }
  return rows.map((row) => {
    const specific = byName.get(row.name) ?? [];
    const types = new Set(specific.map(({ type }) => type));
    const [type] = types;
    if (row.type !== "any" || type === undefined || types.size > 1) return row;
    return {
      ...row,
      type,
      description: row.description ?? specific.find(({ description }) => description)?.description,
    };
  });
}

/** Returns the entry with the richest body: of the API itself, recorded, and with the most members in its details. */
function richest(entries: readonly Entry[], recordings: ReadonlyMap<string, Recording>): Entry | undefined {
  let best: { readonly entry: Entry; readonly score: number } | undefined;
  for (const entry of entries) {
    const score =
      (entry.condition === undefined ? 1000 : 0) +
      (recordedText(recordings.get(entry.code)) === undefined ? 0 : 500) +
      (entry.details === undefined ? 0 : schemaRows(entry.details, entry.details).length);
    if (best === undefined || score > best.score) best = { entry, score };
  }
  return best?.entry;
}

function recordedText(recording: Recording | undefined): string | undefined {
  return recording?.exchanges.at(-1)?.response.text;
}

/** Returns the paths of members with several fixed values. */
function choicesIn(schema: JsonSchema): readonly (readonly string[])[] {
  const members = Object.entries(isSchema(schema.properties) ? schema.properties : {});
  return members.flatMap(([name, member]) => {
    if (!isSchema(member)) return [];
    if (Array.isArray(member.enum)) return [[name]];
    return choicesIn(member).map((path) => [name, ...path]);
  });
}

function valuesAt(path: readonly string[], envelope: Envelope, entries: readonly Entry[]): Choice["values"] {
  const byValue = new Map<string, Entry[]>();
  for (const entry of entries) {
    let value: Json | undefined = envelope.example(entry);
    for (const key of path) value = isSchema(value) ? value[key] : undefined;
    if (typeof value === "string") byValue.set(value, [...(byValue.get(value) ?? []), entry]);
  }
  return [...byValue];
}
