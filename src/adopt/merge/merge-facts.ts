import type { Json } from "../../contract/index.ts";
import type { Confidence, Fact, FactField, FactOf, FactValues, SourcePosition } from "../facts.ts";

/** A value with its origin. */
export interface Known<Value> {
  /** The value. */
  readonly value: Value;
  /** Where the source says so. */
  readonly source: SourcePosition;
  /** How reliable it is. */
  readonly confidence: Confidence;
}

/** Everything that the sources say about one code. */
export interface FoundError {
  /** The code as it is sent. */
  readonly code: string;
  /** Where the sources first mention it. */
  readonly source: SourcePosition;
  /** Every place that has the code, such as the handlers that send it. */
  readonly places: readonly SourcePosition[];
  /** How reliable it is that the code exists; `guessed` if the error is sent without one and the code is a proposal. */
  readonly confidence: Confidence;
  /** HTTP status; undefined if no source states one, or several contradict each other. */
  readonly status: Known<number> | undefined;
  /** Every status that the sources state; more than one is a conflict. */
  readonly statuses: readonly Known<number>[];
  /** When the error occurs. */
  readonly meaning: Known<string> | undefined;
  /** Causes that the sources list. */
  readonly causes: readonly Known<string>[];
  /** Next actions that the sources list. */
  readonly solutions: readonly Known<string>[];
  /** The message on the wire. */
  readonly message: Known<string> | undefined;
  /** Short name for people. */
  readonly title: Known<string> | undefined;
  /** Advice about sending the request again. */
  readonly retry: Known<string> | undefined;
  /** Examples of the details. */
  readonly details: readonly Known<Json>[];
  /** Names of headers that come with the error. */
  readonly headers: readonly Known<string>[];
  /** Bounds that callers meet. */
  readonly limits: readonly Known<Readonly<Record<string, number>>>[];
  /** Whether the code should no longer be raised. */
  readonly isDeprecated: boolean;
}

/** Merges the facts about each code, in the order in which the codes appear. Contradictory statuses are kept side by side. */
export function mergeFacts(facts: readonly Fact[]): readonly FoundError[] {
  const byCode = new Map<string, Fact[]>();
  for (const fact of facts) {
    const list = byCode.get(fact.code);
    if (list === undefined) byCode.set(fact.code, [fact]);
    else list.push(fact);
  }
  return [...byCode].map(([code, list]) => merge(code, list));
}

function merge(code: string, facts: readonly Fact[]): FoundError {
  const statuses = bestStatuses(of(facts, "status"));
  const [only] = statuses;
  const mentions = of(facts, "code");
  const known = mentions.toSorted((one, other) => rank(one) - rank(other))[0];
  const source = known?.source ?? facts[0]?.source ?? { file: "", line: 1, column: 1 };
  return {
    code,
    source,
    places: placesOf(mentions),
    confidence: known?.confidence ?? "derived",
    status: statuses.length === 1 && only !== undefined && only.value >= 400 ? only : undefined,
    statuses,
    meaning: best(of(facts, "meaning")),
    causes: distinct(of(facts, "cause")),
    solutions: distinct(of(facts, "solution")),
    message: best(of(facts, "message")),
    title: best(of(facts, "title")),
    retry: best(of(facts, "retry")),
    details: of(facts, "details"),
    headers: distinct(of(facts, "header")),
    limits: of(facts, "limit"),
    isDeprecated: facts.some(({ field, value }) => field === "deprecated" && value === true),
  };
}

function of<Field extends FactField>(facts: readonly Fact[], field: Field): readonly Known<FactValues[Field]>[] {
  return (facts as readonly FactOf<Field>[]).filter((fact) => fact.field === field);
}

function placesOf(mentions: readonly Known<string>[]): readonly SourcePosition[] {
  const places = mentions.map(({ source }) => [`${source.file}:${source.line}`, source] as const);
  return [...new Map(places.toReversed()).values()].toReversed();
}

const ranks: Readonly<Record<Confidence, number>> = { stated: 0, derived: 1, guessed: 2 };

function rank({ confidence }: Known<unknown>): number {
  return ranks[confidence];
}

/** Returns the different statuses of the highest confidence. */
function bestStatuses(known: readonly Known<number>[]): readonly Known<number>[] {
  const highest = Math.min(...known.map(rank));
  return distinct(known.filter((status) => rank(status) === highest));
}

function best<Value>(known: readonly Known<Value>[]): Known<Value> | undefined {
  return known.toSorted((one, other) => rank(one) - rank(other))[0];
}

function distinct<Value>(known: readonly Known<Value>[]): readonly Known<Value>[] {
  return [...new Map(known.map((one) => [one.value, one] as const).reverse()).values()].reverse();
}
