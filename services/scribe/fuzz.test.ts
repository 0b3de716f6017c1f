import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../testing/running-scribe.ts";
import { scribe } from "./contract.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("DE", "1980-01-01", "\ud800", "\0", ""),
);
const scalar = fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const name = fc.oneof(
  fc.constantFrom(
    "name",
    "idCountry",
    "birthDate",
    "patientId",
    "consultationInternalId",
    "startedAt",
    "reason",
    "text",
  ),
  fc.constantFrom("segments", "speaker", "start", "end", "template", "sections", "provider", "__proto__", "toString"),
  text,
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(name, tie("value")), { maxLength: 4 })
      .map(
        (members) => `{${members.map(([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(member)}`).join()}}`,
      )
      .map(rawJson),
  ),
}));

/** An object with its members as written, including names such as __proto__. */
function rawJson(written: string): unknown {
  return JSON.parse(written);
}

type Json = Record<string, unknown> | unknown[];

/** Valid bodies by operation. */
const bodies: Readonly<Record<string, Json>> = {
  patient: { name: "Ada", patientInternalId: "p", idCountry: "DE", idNumber: "1", birthDate: "1980-12-31" },
  consultation: { consultationInternalId: "c", reason: "Pain", startedAt: "2026-03-01T09:30:00Z", patientId: "pat_0" },
  transcript: {
    segments: [
      { speaker: "A", start: 0, end: 1, text: "a" },
      { speaker: "B", start: 1, end: 2, text: "b" },
    ],
  },
  configuration: { provider: "extractive", template: { sections: ["plan", "objective"], maxSentences: 3 } },
};

/** Replaces one value of a body, at any depth. */
function mutate(body: Json, places: readonly number[], put: unknown): Json {
  const copy = structuredClone(body);
  let at = copy as Record<string, unknown>;
  for (const [index, place] of places.entries()) {
    const keys = Object.keys(at);
    const key = keys[place % keys.length] ?? "";
    const next = at[key];
    if (index === places.length - 1 || typeof next !== "object" || next === null) {
      at[key] = put;
      break;
    }
    at = next as Record<string, unknown>;
  }
  return copy;
}

function expectDocumented({ error }: { error: Record<string, string> }): void {
  const { code, message, param } = error;
  expect(scribe.codes).toContain(code);
  expect(message).toMatch(/^[^\p{Cc}{]+\.$/u);
  if (param !== undefined) expect(param).toMatch(/^\w+(?:\[\w+\])*$/);
  expect(Object.keys(error)).toEqual(["type", "code", "message", ...(param === undefined ? [] : ["param"])]);
}

describe("any input", () => {
  onEveryEngine((running) => {
    it("returns a success or one of the eight codes, with a sentence and the path of a field", async () => {
      const { account, path } = await running().openConsultation();
      const { id } = (await account.post("/v1/patients", { name: "Ada" })).json;
      const places = fc.array(fc.nat({ max: 9 }), { maxLength: 3 });
      const operations = [
        ["POST", "/v1/patients", "patient"],
        ["PATCH", `/v1/patients/${id}`, "patient"],
        ["POST", "/v1/consultations", "consultation"],
        ["PATCH", path, "consultation"],
        ["PUT", `${path}/transcript`, "transcript"],
        ["PUT", "/v1/account/configuration", "configuration"],
      ] as const;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...operations), places, value, async ([method, target, form], at, put) => {
          const body = at.length === 0 ? put : mutate(bodies[form] ?? {}, at, put);
          const reply = await account.send(method, target, JSON.stringify(body), {
            "Content-Type": "application/json",
          });
          if (reply.status >= 300) expectDocumented(reply.json);
        }),
        // A name with white space around it, which is removed.
        { numRuns: 300, examples: [[operations[0], [6, 7], "\n\u{1cc00}"]] },
      );
      expect(running().occurrences.filter(({ status }) => status >= 500)).toEqual([]);
    });
  });
});
