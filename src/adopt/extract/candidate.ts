import type { Confidence, FactField, FactValues } from "../facts.ts";

/** A name that may be a code, with everything that its place says about it. */
export interface Candidate {
  readonly code: string;
  /** Separates codes from categories: a column titled `Type` yields categories if another one yields codes. */
  readonly rank: "code" | "category";
  /** Offset in the source. */
  readonly offset: number;
  /** Where it stands. */
  readonly place: "table" | "heading" | "item" | "example";
  /** Whether it is one of a list of numbers that are codes, so that it is one even if it is also an HTTP status. @default false */
  readonly isNumbered?: boolean;
  /** Why it is not a code, as what stands beside it says. @default none */
  readonly rejection?: string | undefined;
  readonly found: readonly Found[];
}

/** One value of a candidate. */
export interface Found {
  readonly field: FactField;
  readonly value: FactValues[FactField];
  readonly offset: number;
  readonly confidence: Confidence;
}

/** Creates a value. Lines of texts become one. */
export function found<Field extends FactField>(
  field: Field,
  value: FactValues[Field],
  offset: number,
  confidence: Confidence = "stated",
): Found {
  const oneLine = typeof value === "string" ? (value.replaceAll(/\s*\n\s*/g, " ").trim() as FactValues[Field]) : value;
  return { field, value: oneLine, offset, confidence };
}
