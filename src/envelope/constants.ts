import type { Entry } from "../contract/index.ts";
import type { KindNames } from "./kind-names.ts";
import type { Fact } from "./template.ts";

/** The facts that change from one occurrence of a code to the next. */
export type DynamicFact = "message" | "details" | "requestId" | "item";

/** What a code's every body has in common; undefined where the code lacks the fact. */
export type Constants = Readonly<Record<Exclude<Fact, DynamicFact>, string | number | undefined>>;

/** What an envelope knows apart from its template. */
export interface Setting {
  readonly kinds: KindNames;
  /** Name of the API; undefined for an envelope compiled outside a contract. */
  readonly api: string | undefined;
}

/** Gathers the constant facts of a code. */
export function constantsOf(entry: Entry, { kinds, api }: Setting): Constants {
  const { code, status, docsUrl, title, grpc, kind } = entry;
  return { code, status, docsUrl, title, grpc, kind: kinds.nameOf(kind), api, ignored: undefined };
}

/** Tells whether a fact differs between occurrences of one code. */
export function isDynamic(fact: Fact): fact is DynamicFact {
  return fact === "message" || fact === "details" || fact === "requestId" || fact === "item";
}

/** Tells whether a code can have details at all. */
export function hasDetails(entry: Entry): boolean {
  return entry.details !== undefined || entry.schema !== undefined;
}
