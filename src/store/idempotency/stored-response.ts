/** A response that can be sent again when its request is repeated. */
export interface StoredResponse {
  /** HTTP status, 200 to 599. */
  readonly status: number;
  /** Headers to send again, by name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or bytes that are not text. */
  readonly body: string | Uint8Array;
}

/** The columns of a stored response. */
export interface ResponseRow {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
  readonly is_base64: number;
}

/** Converts a response to its columns. Text that a database cannot store (NUL, a lone surrogate) becomes base64. */
export function responseRow({ status, headers, body }: StoredResponse): ResponseRow {
  const isText = typeof body === "string" && !UNSTORABLE.test(body);
  return {
    status,
    headers: JSON.stringify(headers),
    body: isText ? body : Buffer.from(body).toString("base64"),
    is_base64: Number(!isText),
  };
}

/** Converts columns to a response. A body stored as text is returned as text. */
export function storedResponse({ status, headers, body, is_base64 }: ResponseRow): StoredResponse {
  return {
    status,
    headers: JSON.parse(headers),
    body: is_base64 === 0 ? body : new Uint8Array(Buffer.from(body, "base64")),
  };
}

const UNSTORABLE = /[\0\p{Cs}]/u;
