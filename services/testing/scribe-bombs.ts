/** A request to the scribe API that is cheap to send and expensive to process without limits. */
export interface ScribeBomb {
  readonly name: string;
  /** The code of the response. */
  readonly code: string;
  readonly method: "POST" | "PUT";
  /** Path below a consultation, or of the API if it starts with `/v1`. */
  readonly path: string;
  readonly body: string;
  /** Whether the body is accepted, and the bomb is the request for a note that follows. */
  readonly isForNote?: true;
}

const bodyBytes = 1_000_000;

/** Every known bomb. */
export const scribeBombs: readonly ScribeBomb[] = [
  transcript("a transcript with 500,000 numbers as segments", `{"segments":[${"0,".repeat(bodyBytes / 2)}0]}`),
  transcript("a transcript with 340,000 empty segments", `{"segments":[${"{},".repeat(bodyBytes / 3)}{}]}`),
  transcript("a transcript nested 500,000 deep", `{"segments":${nested(bodyBytes / 2)}}`),
  transcript("a transcript with 90,000 unknown fields", JSON.stringify({ text: "a", ...unknownFields(90_000) })),
  transcript(
    "a segment with 40,000 unknown fields",
    JSON.stringify({ segments: [{ ...segment("a"), ...unknownFields(40_000) }] }),
  ),
  transcript("a transcript of 1,000,000 spaces", JSON.stringify({ text: " ".repeat(bodyBytes) })),
  transcript("a transcript of 170,000 control characters", JSON.stringify({ text: "\u0001".repeat(bodyBytes / 6) })),
  transcript("a speaker of 1,000,000 spaces", JSON.stringify({ segments: [segment(" ".repeat(bodyBytes))] })),
  { ...transcript("a transcript of 20 MB", JSON.stringify({ text: "a".repeat(20_000_000) })), code: "body_too_large" },
  note("a transcript of 190,000 line breaks", `a${"\n".repeat(190_000)}b`),
  note("a transcript of 190,000 combining marks", `Hello e${"\u0301\u0327".repeat(95_000)}`),
  note("a greeting with a name of 190,000 letters", `Hello the A${"a".repeat(190_000)}(`),
  note("a transcript of 190,000 letters without a space", `Hello the ${"a".repeat(190_000)}`),
  note("a transcript of 190,000 marks that reverse the direction", `Hello the ${"\u202e".repeat(190_000)}`),
  patient("a patient nested 500,000 deep", `{"name":${nested(bodyBytes / 2)}}`),
  patient("a patient with 90,000 unknown fields", JSON.stringify(unknownFields(90_000))),
];

function transcript(name: string, body: string): ScribeBomb {
  return { name, code: "parameter_invalid", method: "PUT", path: "/transcript", body };
}

/** The note is empty, so it costs nothing. */
function note(name: string, text: string): ScribeBomb {
  return { ...transcript(name, JSON.stringify({ text })), code: "accepted", isForNote: true };
}

function patient(name: string, body: string): ScribeBomb {
  return { name, code: "parameter_invalid", method: "POST", path: "/v1/patients", body };
}

function segment(speaker: string): object {
  return { speaker, start: 0, end: 1, text: "a" };
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

function unknownFields(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 0]));
}
