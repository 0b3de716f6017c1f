import { existsSync } from "node:fs";
import type { AnyContract } from "../../../contract/index.ts";
import type { StoredOccurrence } from "../../../support/index.ts";
import {
  contractFlags,
  databaseOf,
  download,
  loadReference,
  occurrenceFlags,
  openOccurrences,
  readContract,
  readInput,
  readRecordings,
  usualNames,
} from "../../files/index.ts";
import { occurrenceText } from "../../report/index.ts";
import { CommandError, type Invocation, UsageError, type Verb } from "../../verb.ts";

/** `errata explain`: prints the page of a code, which it also finds in a pasted response or log line. */
export const explain: Verb = {
  flags: {
    recordings: { type: "string", value: "folder", help: "folder with the recorded exchanges, <CODE>.http.json" },
    ...contractFlags,
    ...occurrenceFlags,
  },
  examples: [
    "errata explain ORDER_NOT_FOUND",
    "errata explain https://api.example.com/docs/shop/ORDER_NOT_FOUND",
    "errata explain https://api.example.com/.well-known/errata.json ORDER_NOT_FOUND",
    "curl -s https://api.example.com/orders/7 | errata explain contract.yaml -",
    "errata explain 7f0c5c1e-58f5-4c3c-9f39-3d1f0e6f1b52 --database .errata/support.db",
  ],
  async run(invocation, terminal) {
    const [source = "", text] = invocation.operands;
    if (source === "-" && text === "-")
      throw new CommandError("only one of the contract and the text can be read from standard input.");
    const received = text ?? source;
    const words = received === "-" ? await readInput() : received;
    const stored = await storedErrors(invocation, words);
    if (stored.length > 0) terminal.stdout.write(stored.map(occurrenceText).join("\n"));
    if (stored.length > 0 && text === undefined) return;
    const page =
      text === undefined
        ? await explainAlone(invocation, source, words)
        : await explainText(invocation, source, stored[0]?.code ?? words);
    terminal.stdout.write(stored.length > 0 ? `\n${page}` : page);
  },
};

/** Words of a text that can be the id of a request or an Idempotency-Key. */
const idPattern = /[A-Za-z0-9][A-Za-z0-9._-]{7,127}/g;
/** A text that is one id or key, which a client chooses. Unlike it, a code has only letters and underscores. */
const wholeId = /^(?![A-Za-z_]*$)[\x21-\x7e]{1,257}$/;
/** Different ids of a text that are looked up. */
const maxIds = 20;

/** Returns the stored errors of the request ids, or of the idempotency key, in a text; none without a database. */
async function storedErrors(invocation: Invocation, text: string): Promise<readonly StoredOccurrence[]> {
  const database = databaseOf(invocation);
  if (database === undefined) return [];
  const whole = wholeId.exec(text.trim())?.[0] ?? [];
  // In a longer text only ids have digits; codes and words are common in bodies.
  const words = (text.match(idPattern) ?? []).filter((word) => /\d/.test(word));
  const ids = [...new Set([whole, words].flat())].slice(0, maxIds);
  if (ids.length === 0) return [];
  const archive = await openOccurrences(database);
  try {
    for (const requestId of ids) {
      const { items } = await archive.find({ requestId });
      if (items.length > 0) return items.toReversed();
    }
    for (const id of ids) {
      const { items } = await archive.find({ idempotencyKey: id });
      if (items.length > 0) return items.toReversed();
    }
    return [];
  } finally {
    await archive.close();
  }
}

/** Explains a text with a contract. @returns the page of its code */
async function explainText(invocation: Invocation, source: string, text: string): Promise<string> {
  const { findCode, reference } = await loadReference();
  const contract = await readContract(invocation, source);
  const { recordings } = invocation.flags;
  const pages = reference(contract, {
    recordings: typeof recordings === "string" ? await readRecordings(recordings) : [],
  });
  const code = findCode(contract, text);
  if (code === undefined) throw noCode(contract, text);
  return pages.markdown(code) ?? "";
}

/** Explains a text with the contract of the current folder, or the page that it links to. */
async function explainAlone(invocation: Invocation, operand: string, text: string): Promise<string> {
  if (/^https?:\/\//.test(operand)) return await readPage(operand);
  if (/\.(?:ya?ml|json|[cm]?[jt]s)$/.test(operand))
    throw new UsageError("expected <code|text|->, received nothing. Run errata explain --help.");
  const source = usualNames.find((name) => existsSync(name));
  if (source !== undefined) return await explainText(invocation, source, text);
  const [, link, type] = (operand === "-" ? pageLink.exec(text) : null) ?? [];
  if (link !== undefined || type !== undefined) return await readPage(link ?? type ?? "");
  throw new CommandError(
    `expected a contract, because this folder has none of ${usualNames.join(", ")}. Run errata explain contract.yaml <code>, or pass the address of the page of a code.`,
  );
}

/** Where a response says which page describes its error. */
const pageLink = /<(https?:[^>\s]+)>;\s*rel="?help\b|"(?:type|doc_?url|docs_?url|help)":\s*"(https?:[^"\s]+)"/i;

/** @throws CommandError if the address has no page in Markdown */
async function readPage(url: string): Promise<string> {
  const page = await download(url, "the page of a code", { accept: "text/markdown" });
  if (!page.startsWith("# "))
    throw new CommandError(
      `expected the page of a code at ${url}, received something else. Pass a code after the address of a contract.`,
    );
  // A page is text of another machine: it must not control the terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
  return page.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}

/** Reports that a text has no code, with similar ones. */
function noCode(contract: AnyContract, text: string): CommandError {
  const wanted = text
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word.length > 2);
  const similar = [...contract.entries.keys()].filter((code) =>
    wanted.some((word) => code.toUpperCase().includes(word)),
  );
  const received = JSON.stringify(text.trim().slice(0, 80));
  const advice =
    similar.length === 0
      ? `Its codes: ${[...contract.codes].slice(0, 10).join(", ")}…`
      : `Similar codes: ${similar.slice(0, 10).join(", ")}.`;
  return new CommandError(`${contract.name} has no code in ${received}. ${advice}`);
}
