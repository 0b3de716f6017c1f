import { type AnyContract, contract } from "errata";
import type { Recording } from "errata/reference";

const languages = ["de", "fr", "es", "it", "ja", "zh"];
const kinds = ["not_found", "conflict", "already_exists", "invalid_state", "permission_denied"] as const;

/** Creates a contract with as many operations as codes, in seven languages, and a recording of each code. */
export function apiWith(count: number): { api: AnyContract; recordings: readonly Recording[] } {
  const names = Array.from({ length: count }, (_, index) => `THING_${index}_FAILED`);
  const errors = Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        kind: kinds[index % kinds.length] ?? "conflict",
        when: `Thing ${index} is in a state that does not allow the operation.`,
        message: "Thing {id} failed.",
        details: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } as const,
      },
    ]),
  );
  const operations = Object.fromEntries(
    names.map((name, index) => [`POST /things/${index}`, [name, names[(index + 5) % count] ?? name]]),
  );
  const locales = Object.fromEntries(
    languages.map((language) => [language, Object.fromEntries(names.map((name) => [name, `${language}: {id}`]))]),
  );
  const api = contract({
    name: "large",
    version: "1.0.0",
    envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
    errors,
    operations,
    locales,
  });
  const recordings = names.map(
    (code, index): Recording => ({
      code,
      exchanges: [
        {
          request: { method: "POST", path: `/things/${index}`, headers: {}, body: { json: { index } } },
          response: {
            status: api.entries.get(code)?.status ?? 400,
            headers: { "content-type": "application/json" },
            text: JSON.stringify({
              error: { code, message: `Thing ${index} failed.`, details: { id: String(index) } },
            }),
          },
        },
      ],
    }),
  );
  return { api, recordings };
}
