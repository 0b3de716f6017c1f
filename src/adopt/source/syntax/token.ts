/** The smallest part of a source. */
export interface Token {
  readonly type: "word" | "string" | "symbol" | "number" | "mark";
  /** The name, the text of a string without its quotes, the digits, or the mark. */
  readonly text: string;
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Whether it is the first token of its line. */
  readonly startsLine: boolean;
  /** Line of the last character. */
  readonly endLine: number;
}

/** A comment; consecutive comments of whole lines are one. */
export interface Comment {
  readonly text: string;
  readonly line: number;
  readonly endLine: number;
  /** Whether it stands behind a token. */
  readonly isTrailing: boolean;
}

/** The tokens and comments of a source. */
export interface Lexed {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}
