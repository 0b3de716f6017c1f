/** A response that can be sent again: to the first caller now, and to whoever repeats the request. */
export interface KeptAnswer {
  /** HTTP status, 200 to 599. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A kept answer as its row holds it. */
export interface AnswerRow {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
  readonly is_base64: number;
}

/** Writes an answer for its row. A text that the database could not hold (NUL, half a character) is kept as bytes. */
export function answerRow({ status, headers, body }: KeptAnswer): AnswerRow {
  const isText = typeof body === "string" && !UNSTORABLE.test(body);
  return {
    status,
    headers: JSON.stringify(headers),
    body: isText ? body : Buffer.from(body).toString("base64"),
    is_base64: Number(!isText),
  };
}

/** Reads an answer out of its row: a body that went in as text comes back as text. */
export function keptAnswer({ status, headers, body, is_base64 }: AnswerRow): KeptAnswer {
  return {
    status,
    headers: JSON.parse(headers),
    body: is_base64 === 0 ? body : new Uint8Array(Buffer.from(body, "base64")),
  };
}

const UNSTORABLE = /[\0\p{Cs}]/u;
