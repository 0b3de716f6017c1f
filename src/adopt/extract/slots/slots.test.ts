import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../../index.ts";
import { readSlots } from "./read-slots.ts";

function read(text: string, file = "guide/errors.md"): Adoption {
  return adopt([{ file, text }]);
}

/** Returns the codes and statuses that a page states, as `CODE status`. */
function found(text: string, file?: string): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

const lendings = [
  ["card_expired", "The card has expired."],
  ["book_not_found", "No book has this number."],
  ["already_lent", "The book is already lent to someone else."],
  ["desk_closed", "The desk cannot lend books at night."],
  ["too_many_books", "The reader must not lend more books."],
  ["fine_unpaid", "A fine was not paid in time."],
] as const;
const codes = lendings.map(([code]) => code);

describe("codes on pages whose layout is not known", () => {
  test("reads an attribute of a component, and the texts within the component", () => {
    const text = `# Error codes\n\n${lendings.map(([code, said]) => `<Entry path="${code}" type="Error" open={true}>\n\n- ${said}\n</Entry>\n`).join("\n")}`;
    expect(found(text, "errors.mdx")).toEqual(codes);
    expect(read(text, "errors.mdx").errors[0]?.meaning).toMatchObject({
      value: "The card has expired.",
      confidence: "derived",
    });
  });

  test("reads attributes for the status and the message of a component", () => {
    const text = `# Errors\n\n${lendings.map(([code, said], index) => `<Failure name="${code}" status={${409 + index}} message="${said}" />\n`).join("\n")}`;
    expect(found(text, "errors.mdx")).toEqual(codes.map((code, index) => `${code} ${409 + index}`));
    expect(read(text, "errors.mdx").errors[1]?.message?.value).toBe("No book has this number.");
  });

  test("reads numbers behind a label in listings below headings, whose names are the titles", () => {
    const names = ["Internal", "NoCard", "OldCard", "BookLent", "DeskClosed", "TooManyBooks"];
    const text = `# Client codes\n\n## Error codes\n\n${names.map((name, index) => `### ${name}\n\n\`\`\`\nCode:    ${100 + index}\nMessage: "${name} failed"\n\`\`\`\n\nIt is sent if ${name} occurs.\n`).join("\n")}`;
    expect(found(text)).toEqual(["100", "101", "102", "103", "104", "105"]);
    expect(read(text).errors[3]).toMatchObject({
      title: { value: "BookLent" },
      message: { value: "BookLent failed" },
      meaning: { value: "It is sent if BookLent occurs." },
    });
  });

  test("reads codes within lines whose columns ran together", () => {
    const text = `Desk API\n\nErrors\n\nMessage Description Internal Code Help\n${lendings.map(([, said], index) => `Problem ${said} d${index}-lend-${index} /Help#Part${index}`).join("\n")}\n`;
    expect(found(text, "page.txt")).toEqual(codes.map((_, index) => `d${index}-lend-${index}`));
  });

  test("reads the arguments of a macro that nothing defines", () => {
    const text = `# Errors\n\n${lendings.map(([code, said]) => `{{ failure("${code}") }}: ${said}\n`).join("\n")}`;
    expect(found(text)).toEqual(codes);
  });

  test("reads the last words of headings in brackets", () => {
    const text = `# Errors\n\n${lendings.map(([code, said]) => `## When it happens at the desk [${code}]\n\n${said}\n`).join("\n")}`;
    expect(found(text)).toEqual(codes);
  });

  test("reads paragraphs that name their code in the middle of a sentence, and the status behind it", () => {
    const text = `# Errors\n\n${lendings.map(([code, said], index) => `The desk sends "${code}" (${[403, 404, 409, 503, 429, 402][index]}) for this reason: ${said}\n`).join("\n")}`;
    expect(found(text)).toEqual(codes.map((code, index) => `${code} ${[403, 404, 409, 503, 429, 402][index]}`));
  });

  test("reads lines of a markup that no reader knows", () => {
    const text = `.TH ERRORS 7\n.SH ERRORS\n${lendings.map(([code, said]) => `.TP\n.B ${code.toUpperCase()}\n${said}`).join("\n")}\n`;
    expect(found(text, "errors.7.txt")).toEqual(codes.map((code) => code.toUpperCase()));
  });

  test("reads a label in paragraphs of several lines", () => {
    const text = `# Problems of the desk\n\n${lendings.map(([code, said]) => `Situation: ${said}<br>Slug: ${code}<br>Since: 2021`).join("\n\n")}\n`;
    expect(found(text, "problems/all.md")).toEqual(codes);
  });

  test("reads a column without a title that says so", () => {
    const text = `# Errors\n\n| What you see | Sent as | Ask |\n|--|--|--|\n${lendings.map(([code, said]) => `| ${said} | ${code} | Ann |\n`).join("")}`;
    expect(found(text)).toEqual(codes);
  });

  test("says in the report how the codes were found", () => {
    const text = `# Errors\n\n${lendings.map(([code]) => `<Failure name="${code}" />\n`).join("\n")}`;
    expect(read(text, "errors.mdx").unread).toEqual([
      {
        text: "6 codes",
        reason: "The layout is not known; the codes are in “name” of each component failure. Check them.",
        source: { file: "errors.mdx", line: 3, column: 1 },
      },
    ]);
  });
});

describe("pages on which slots have something else", () => {
  const list = (names: readonly string[], text: (name: string) => string): string =>
    names.map((name) => `<Entry name="${name}">\n\n${text(name)}\n\n</Entry>\n`).join("\n");
  const pages: Readonly<Record<string, string>> = {
    events: `# Webhook events\n\n${list(["card.created", "card.expired", "book.lent", "book.returned", "payment.failed", "card.blocked"], (name) => `Sent when ${name} occurs.`)}`,
    permissions: `# Permissions\n\n${list(["cards:read", "cards:write", "books:read", "books:write", "desks:read"], (name) => `Allows ${name}. Without it, access is denied.`)}`,
    options: `# Configuration\n\n${list(["max_retries", "fail_fast", "error_log", "timeout_ms", "retry_on_failure", "disable_cache"], () => "Whether the request fails if it is not set.")}`,
    fields: `# Errors\n\n## The body\n\n${list(["error_code", "error_message", "error_id", "request_id", "retry_after"], () => "string - It is missing if the error has none.")}`,
    statuses: `# Errors\n\n${[400, 401, 403, 404, 409, 429, 500].map((status) => `<Status code="${status}">\n\nThe request failed.\n\n</Status>\n`).join("\n")}`,
    currencies: `# Currency codes\n\n${list(["E001", "E002", "E003", "E004", "E005", "E006"], () => "A currency that is not accepted.")}`,
    flags: `# Command line\n\n${["--fail-fast", "--no-color", "--max-errors", "--ignore-missing", "--dry-run"].map((flag) => `<Flag name="${flag}">\n\nThe command fails with it.\n\n</Flag>\n`).join("\n")}`,
    variables: `# Environment variables\n\n${list(["DATABASE_URL", "ERROR_LOG_PATH", "FAIL_FAST", "API_KEY", "TIMEOUT_MS"], () => "The service cannot start if it is missing.")}`,
    methods: `# Timers\n\n${["timeout.close()", "timeout.ref()", "timeout.unref()", "timeout.refresh()", "timeout.hasRef()"].map((name) => `## ${name}\n\nIt fails if it is closed.\n`).join("\n")}`,
    versions: `# Errors\n\n## Versions\n\n${["v1.2.0", "v1.2.1", "v1.3.0", "v1.3.1", "v1.4.0"].map((name) => `- ${name}: an error was fixed.`).join("\n")}\n`,
    types: `# Errors\n\n${Array.from({ length: 12 }, (_, index) => `<Field kind="${["string_value", "int_value", "bool_value"][index % 3]}">\n\nAn error.\n\n</Field>\n`).join("\n")}`,
    states: `# States of a card\n\n${list(["send_failed", "send_going", "send_draft", "receive_failed", "receive_going"], (name) => `The card is ${name}.`)}`,
  };

  for (const [name, text] of Object.entries(pages))
    test(`finds no codes on a page of ${name}`, () => {
      expect(() => read(text, `guide/${name}.mdx`)).toThrow(RangeError);
    });

  test("leaves pages that a reader knows as they are", () => {
    const rows = lendings.map(([code, said]) => `| ${code} | 409 | ${said} |\n`).join("");
    const text = `# Errors\n\n| Code | Status | Meaning |\n|--|--|--|\n${rows}\n${lendings.map(([code]) => `<Link name="${code}_help" />\n`).join("\n")}`;
    expect(found(text, "errors.mdx")).toEqual(codes.map((code) => `${code} 409`));
    expect(read(text, "errors.mdx").unread).toEqual([]);
  });

  test("keeps a name that a reader has rejected out", () => {
    const text = `# Errors\n\n## Webhook events\n\n${lendings.map(([code, said]) => `- \`${code}\`: ${said}`).join("\n")}\n`;
    expect(() => read(text)).toThrow(RangeError);
  });
});

describe("hostile pages", () => {
  const lines = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join("\n");
  const pages: Readonly<Record<string, (size: number) => string>> = {
    "one token": (size) => "no_card ".repeat(size / 8),
    "different tokens": (size) => lines(size / 12, (index) => `no_${index.toString(36)}_card`),
    "tokens in words": (size) => lines(size / 100, (index) => `an error ${"of words ".repeat(10)} no_card_${index}`),
    "different labels": (size) => lines(size / 24, (index) => `l${index}: no_card_${index}`),
    "one label": (size) => "code: a_b ".repeat(size / 10),
    quotes: (size) => '"no_card" '.repeat(size / 10),
    brackets: (size) => "((((((no_card".repeat(size / 13),
    "words of labels": (size) => "word ".repeat(size / 5),
    spaces: (size) => `code:${" ".repeat(size)}x`,
    titles: (size) => lines(size / 10, (index) => `# Error ${index}`),
  };

  function timeOf(text: string): number {
    const blocks = text
      .split("\n")
      .map((line, index) => ({ type: "paragraph" as const, text: line, spans: [], offset: index * 10 }));
    // Time of this process, as others may slow it down.
    const start = process.cpuUsage();
    readSlots({ blocks, frontMatter: {} }, { file: "errors.md", text });
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  }

  for (const [name, page] of Object.entries(pages))
    test(`takes time in proportion to the length of a page of ${name}`, { timeout: 120_000, retry: 2 }, () => {
      // Four times the length in quadratic time would take 16 times as long.
      const part = Math.max(timeOf(page(250_000)), 500);
      expect(timeOf(page(1_000_000))).toBeLessThan(part * 12);
    });
});
