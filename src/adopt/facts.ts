import type { Json } from "../contract/index.ts";

/** A text that may document errors: a page, a file of a folder, or a source file. */
export interface SourceText {
  /** Path or URL, for positions in the report and for recognising the format. */
  readonly file: string;
  /** The whole text; at most 16 MiB are read. */
  readonly text: string;
}

/** A position in a source. */
export interface SourcePosition {
  /** Path or URL of the source. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/**
 * How reliable a fact is: `stated` explicitly beside its code, `derived` from its surroundings (a heading, an example,
 * a comment), or `guessed` from words.
 */
export type Confidence = "stated" | "derived" | "guessed";

/** The values of facts, by the name of the field. */
export interface FactValues {
  /** The code exists; the value repeats it. */
  readonly code: string;
  /** HTTP status, 100 to 599. */
  readonly status: number;
  /** When the error occurs, as a text. */
  readonly meaning: string;
  /** One cause. */
  readonly cause: string;
  /** The next action, as a text. */
  readonly solution: string;
  /** The message on the wire. */
  readonly message: string;
  /** Short name for people. */
  readonly title: string;
  /** Advice about sending the request again, as a text. */
  readonly retry: string;
  /** An example of the details of one occurrence, or an object whose members are their JSON types. */
  readonly details: Json;
  /** Name of a response header that comes with the error. */
  readonly header: string;
  /** A bound that callers meet, such as `{ "requestsPerMinute": 120 }`. */
  readonly limit: Readonly<Record<string, number>>;
  /** `true` for a code that should no longer be raised. */
  readonly deprecated: boolean;
}

/** Name of a member that a fact is about. */
export type FactField = keyof FactValues;

/** One thing that a source says about one code. */
export type Fact = { readonly [Field in FactField]: FactOf<Field> }[FactField];

/** A fact about one field. */
export interface FactOf<Field extends FactField> {
  /** The code as it is sent. */
  readonly code: string;
  /** The member that the fact is about. */
  readonly field: Field;
  /** The value of the member. */
  readonly value: FactValues[Field];
  /** Where the source says so. */
  readonly source: SourcePosition;
  /** How reliable the fact is. */
  readonly confidence: Confidence;
}

/** A name that looks like a code but is not. */
export interface Decoy {
  /** The name as it is written. */
  readonly name: string;
  /** Why it was left out, as the end of the sentence "It is …". */
  readonly reason: string;
  /** Where it is. */
  readonly source: SourcePosition;
}

/** A part of a source that may be about errors and was not understood. */
export interface Unread {
  /** Beginning of the part; at most 120 characters. */
  readonly text: string;
  /** Why it was not understood, as one sentence. */
  readonly reason: string;
  /** Where it begins. */
  readonly source: SourcePosition;
}

/** An example of the body of an error. */
export interface ExampleBody {
  /** The parsed body. */
  readonly value: Json;
  /** Status that the source states for the example; undefined if it does not. */
  readonly status: number | undefined;
  /** Where the example begins. */
  readonly source: SourcePosition;
}

/** Everything that one source says about errors. */
export interface Reading {
  /** The facts, in the order of the source. */
  readonly facts: readonly Fact[];
  /** Names that were left out. */
  readonly decoys: readonly Decoy[];
  /** Parts that were not understood. */
  readonly unread: readonly Unread[];
  /** Examples of bodies. */
  readonly bodies: readonly ExampleBody[];
  /** Name of the API, if the source states one. */
  readonly name?: string | undefined;
  /** Codes that each operation returned, by `METHOD /path`, if the source has exchanges. */
  readonly operations?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Creates a fact. */
export function fact<Field extends FactField>(
  code: string,
  field: Field,
  value: FactValues[Field],
  source: SourcePosition,
  confidence: Confidence = "stated",
): Fact {
  return { code, field, value, source, confidence } as FactOf<Field> as Fact;
}
