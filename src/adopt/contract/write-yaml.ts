import { Document, type Pair, Scalar, type YAMLMap } from "yaml";
import type { Json } from "../../contract/index.ts";
import type { AdoptedEntry } from "./contract-of.ts";

/** The parts of a contract besides its entries. */
export interface ContractHead {
  /** Name of the API. */
  readonly name: string;
  /** Name or template of the envelope; undefined if no source shows one. */
  readonly envelope: Json | undefined;
  /** Additional envelopes, by name. */
  readonly envelopes: Readonly<Record<string, Json>>;
  /** Bounds that callers meet. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Writes a contract as YAML, with the origin of every entry and of everything that is open as comments. */
export function writeYaml(
  { name, envelope, envelopes, limits }: ContractHead,
  entries: readonly AdoptedEntry[],
): string {
  const count = (list: readonly unknown[]): string =>
    `${entries.length === 1 ? "1 code" : `${entries.length} codes`}${list.length === 0 ? "" : `, ${list.length} without a status`}`;
  const openEntries = entries.filter(({ members }) => members.status === "open");
  const document = new Document(
    {
      name,
      version: "1.0.0",
      ...(envelope === undefined ? {} : { envelope }),
      ...(Object.keys(envelopes).length === 0 ? {} : { envelopes }),
      ...(Object.keys(limits).length === 0 ? {} : { limits }),
      errors: Object.fromEntries(entries.map(({ error, members }) => [error.code, members])),
    },
    { aliasDuplicateObjects: false },
  );
  document.commentBefore = ` Adopted by errata: ${count(openEntries)}. Each kind is a guess from the words of its code.`;
  const errors = document.get("errors") as YAMLMap<Scalar, YAMLMap>;
  for (const [index, pair] of errors.items.entries()) comment(pair, entries[index]);
  return document.toString({ lineWidth: 120 });
}

function comment({ key, value }: Pair<Scalar, YAMLMap>, entry: AdoptedEntry | undefined): void {
  if (entry === undefined || value === null) return;
  const { file, line } = entry.error.source;
  key.commentBefore = ` ${file}:${line}`;
  for (const pair of value.items) {
    const text = entry.comments[String((pair.key as Scalar).value)];
    if (text !== undefined && pair.value instanceof Scalar) pair.value.comment = ` ${text}`;
  }
}
