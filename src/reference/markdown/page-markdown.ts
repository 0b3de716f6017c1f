import type { AnyContract, Entry, Operation } from "../../contract/index.ts";
import {
  ambiguousOutcome,
  byPrecedence,
  describeCode,
  describeOperation,
  formsOf,
  repeatSentence,
  retryRules,
  statusesOf,
} from "../describe/index.ts";
import { linksFrom, operationPath, type Page, type Site } from "../site.ts";
import { codeMarkdown, escapeText, fence } from "./code-markdown.ts";
import { inputBlocks, webhookBlocks } from "./input-markdown.ts";

/** Writes any page of a reference as Markdown. */
export function pageMarkdown(site: Site, page: Page): string {
  const { contract } = site;
  const entry = contract.entries.get(page.path);
  if (entry !== undefined)
    return codeMarkdown(site, describeCode(contract, entry, site.recordings.get(entry.code), site.formatter));
  const { markdown } = linksFrom(page, "paths");
  const listOf = (entries: readonly Entry[]): string =>
    entries
      .map(({ code, status, when }) => `- [${code}](${markdown(code)}): ${status}. ${escapeText(when)}`)
      .join("\n");
  return `${blocksOf(site, page, listOf).join("\n\n")}\n`;
}

type ListOf = (entries: readonly Entry[]) => string;

function blocksOf(site: Site, { path, kind, operation }: Page, listOf: ListOf): readonly string[] {
  const { contract, about } = site;
  const entries = [...contract.entries.values()];
  if (path === "guide/responses") return responseBlocks(contract, listOf);
  if (path === "guide/retries") return retryBlocks(entries, listOf);
  if (path === "guide/webhooks") return webhookBlocks(site);
  if (path === "operations")
    return [
      "# Operations",
      [...contract.operations.keys()].map((name) => `- [${name}](${operationPath(name)}.md)`).join("\n"),
    ];
  if (kind !== undefined) return [`# ${kind}`, listOf(entries.filter((entry) => entry.kind === kind))];
  if (operation !== undefined) return operationBlocks(site, operation, listOf);
  return [`# ${contract.name} errors`, escapeText(about), listOf(entries)];
}

function operationBlocks({ contract, document }: Site, operation: Operation, listOf: ListOf): readonly string[] {
  const described = describeOperation(document, operation);
  const summary = described?.summary ?? operation.summary;
  return [
    `# \`${operation.name}\``,
    ...(summary === undefined ? [] : [escapeText(summary)]),
    repeatSentence(operation),
    ...(described === undefined ? [] : [...inputBlocks(described), "## Codes"]),
    ...(contract.precedence.length === 0 ? [] : ["If several codes apply, the first one in this list is returned."]),
    listOf(byPrecedence(contract, operation)),
  ];
}

function responseBlocks(contract: AnyContract, listOf: ListOf): readonly string[] {
  return [
    "# Read a response",
    ...formsOf(contract).flatMap(({ mediaType, entries, example }) => [
      `${entries.length} codes are sent as \`${mediaType}\`:`,
      fence(JSON.stringify(example, null, 2), "json"),
    ]),
    "Send `Accept: application/problem+json` to receive the same error as an RFC 9457 problem.",
    ...statusesOf(contract).flatMap(([status, entries]) => [`## ${status}`, listOf(entries)]),
  ];
}

function retryBlocks(entries: readonly Entry[], listOf: ListOf): readonly string[] {
  const rules = retryRules.flatMap(({ retry, title, text }) => {
    const codes = entries.filter((entry) => entry.retry === retry);
    return codes.length === 0 ? [] : [`## ${title}`, text, listOf(codes)];
  });
  const unknown = entries.filter(({ effect }) => effect === "unknown");
  return ["# Retries", ...rules, "## When the outcome is unknown", ambiguousOutcome, listOf(unknown)];
}
