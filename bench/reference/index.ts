/** Measures how long the reference of a large contract takes to write, and whether time and size grow linearly. */
import { contract } from "errata";
import { type Recording, reference } from "errata/reference";
import { printTable } from "../table.ts";

const languages = ["de", "fr", "es", "it", "ja", "zh"];
const kinds = ["not_found", "conflict", "already_exists", "invalid_state", "permission_denied"] as const;
/** The requirement: 1,000 codes in 7 languages within 10 s and 500 MB. */
const target = { codes: 1_000, seconds: 10, megabytes: 500 };

const rows: string[][] = [];
let verdict = "";
for (const codes of [10, 100, 1_000, 10_000]) {
  const { api, recordings } = apiWith(codes);
  const started = performance.now();
  let files = 0;
  let bytes = 0;
  let peak = 0;
  for (const { content } of reference(api, { recordings }).files()) {
    files += 1;
    bytes += content.length;
    if (files % 100 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  }
  peak = Math.max(peak, process.memoryUsage.rss());
  const seconds = (performance.now() - started) / 1_000;
  const megabytes = peak / 2 ** 20;
  rows.push([
    codes.toLocaleString("en"),
    files.toLocaleString("en"),
    (bytes / 1e6).toFixed(1),
    seconds.toFixed(2),
    ((seconds / codes) * 1_000).toFixed(2),
    megabytes.toFixed(0),
  ]);
  if (codes === target.codes) verdict = seconds <= target.seconds && megabytes <= target.megabytes ? "met" : "MISSED";
}
printTable(["codes", "files", "MB written", "s", "ms/code", "peak MB"], rows);
process.stdout.write(
  `\n${target.codes.toLocaleString("en")} codes in 7 languages: target ${target.seconds} s and ${target.megabytes} MB: ${verdict}\n`,
);

function apiWith(count: number): { api: Parameters<typeof reference>[0]; recordings: readonly Recording[] } {
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
