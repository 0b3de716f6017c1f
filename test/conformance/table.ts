import { expectationOf, leakOf } from "./check-row.ts";
import type { Reply } from "./client.ts";
import type { Framework } from "./framework.ts";
import { type Row, rows } from "./rows.ts";
import { origin } from "./shop.ts";

/** The replies of a framework without an adapter, by the id of the row. */
type Results = ReadonlyMap<Framework, ReadonlyMap<string, Reply | undefined>>;

/** Writes docs/conformance.md. */
export function conformancePage(results: Results): string {
  const frameworks = [...results.keys()];
  const notes = notesOf(frameworks);
  return `# Conformance

Learn what every adapter returns for ${rows.length} ordinary requests, and what the frameworks return without one.

\`test/conformance\` sends each request with a real client to a real server, and compares the status, the headers and the body. No response
contains the text of an exception, every response has \`X-Request-Id\`, and every error has the headers of CORS. \`npm test -- --update
test/conformance\` writes this page.

## With an adapter

✓ means that the response is exactly the one in the second column. A number refers to a difference below the table. A dash means that the
framework has no such feature.

${table(frameworks, (row, framework) => adapterCell(row, framework, notes))}

${notes.map((note, index) => `${index + 1}. ${note}`).join("\n")}

## Without an adapter

Status and media type that the framework returns by itself, for the same app with its default error handling. ✓ means the status and the headers
of the second column, in the framework's own format. **leaks** means that the response contains the text of the exception.

${table(frameworks, (row, framework) => bareCell(row, framework, results.get(framework)))}
`;
}

function table(frameworks: readonly Framework[], cell: (row: Row, framework: Framework) => string): string {
  const header = ["request", "expected", ...frameworks.map(({ name }) => name)];
  const lines = [header, header.map(() => "---")];
  for (const row of rows) lines.push([row.title, expectedCell(row), ...frameworks.map((each) => cell(row, each))]);
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function expectedCell({ expect: { status, code, isCut, isAborted, recorded } }: Row): string {
  if (isAborted) return `recorded as \`${recorded}\``;
  return `${status}${code === undefined ? "" : ` \`${code}\``}${isCut ? ", cut" : ""}`;
}

/** Lists the differences of all frameworks, each once. */
function notesOf(frameworks: readonly Framework[]): readonly string[] {
  return [...new Set(frameworks.flatMap(({ differs = {} }) => Object.values(differs).map(({ because }) => because)))];
}

function adapterCell(row: Row, framework: Framework, notes: readonly string[]): string {
  if (framework.lacks?.[row.id] !== undefined) return "–";
  const difference = framework.differs?.[row.id];
  if (difference === undefined) return "✓";
  const { status, code, isAborted } = expectationOf(row, framework);
  if (isAborted) return `no response (${notes.indexOf(difference.because) + 1})`;
  return `${status}${code === undefined ? "" : ` \`${code}\``} (${notes.indexOf(difference.because) + 1})`;
}

function bareCell(row: Row, framework: Framework, replies: ReadonlyMap<string, Reply | undefined> | undefined): string {
  if (framework.lacks?.[row.id] !== undefined) return "–";
  const { status, code, headers = {}, isCut = false, isAborted } = row.expect;
  if (isAborted) return "not recorded";
  const reply = replies?.get(row.id);
  if (reply === undefined) return "no response";
  const isJson = /\bjson\b/.test(reply.headers.get("content-type") ?? "");
  const faults = [
    ...(leakOf(reply) === undefined ? [] : ["**leaks**"]),
    ...Object.keys(headers).flatMap((name) => (missesHeader(reply, name) ? [`no \`${name}\``] : [])),
    ...(isCut && reply.isComplete ? ["not cut"] : []),
    ...(row.group === "Errors" && hasCors(framework) && missesCors(reply) ? ["no CORS"] : []),
  ];
  const isEqual = reply.status === status && (code === undefined || isJson);
  if (isEqual && faults.length === 0) return "✓";
  return [`${reply.status}${code === undefined ? "" : ` ${formOf(reply)}`}`, ...faults].join(", ");
}

function formOf({ headers, body }: Reply): string {
  if (body === "") return "empty";
  return (headers.get("content-type") ?? "no type").replace(/;.*/, "").replace(/^.*[/+]/, "");
}

/** Names of headers that only an adapter sends are not missing without one. */
function missesHeader({ headers }: Reply, name: string): boolean {
  return name !== "errata-code" && name !== "connection" && name !== "content-length" && !headers.has(name);
}

function hasCors({ lacks }: Framework): boolean {
  return lacks?.cors === undefined;
}

function missesCors({ headers }: Reply): boolean {
  return headers.get("access-control-allow-origin") !== origin;
}
