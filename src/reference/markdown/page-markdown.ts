import type { AnyContract, Entry, Operation } from "../../contract/index.ts";
import {
  byPrecedence,
  describeCode,
  describeOperation,
  groupBy,
  type OperationExample,
  repeatSentence,
  responseHeaders,
  responseText,
  shownRequest,
  statusLine,
} from "../describe/index.ts";
import { type Links, linksFrom, operationPath, type Page, relatedTo, type Site } from "../site.ts";
import { codeMarkdown, escapeText, requestText } from "./code-markdown.ts";
import { descriptionMarkdown, escapePlain, fence } from "./description-markdown.ts";
import { changeBlocks, guideBlocks, type ListOf, responseBlocks, retryBlocks } from "./guide-markdown.ts";
import { inputBlocks, webhookBlocks } from "./input-markdown.ts";

/** Writes any page of a reference as Markdown. @param links the links of the file that has the text. @default those of the page */
export function pageMarkdown(site: Site, page: Page, links: Links = linksFrom(page, "paths")): string {
  const { contract } = site;
  const entry = contract.entries.get(page.path);
  const related = relatedTo(site, page, links).map(({ label, href }) => `- [${escapeText(label)}](${href})`);
  const more = related.length === 0 ? "" : `\n## Read more\n\n${related.join("\n")}\n`;
  if (entry !== undefined)
    return codeMarkdown(site, describeCode(contract, entry, site.recordings.get(entry.code), site.formatter)) + more;
  const listOf = (entries: readonly Entry[]): string =>
    entries
      .map(({ code, status, when }) => `- [${code}](${links.markdown(code)}): ${status}. ${escapeText(when)}`)
      .join("\n");
  return `${blocksOf(site, page, links, listOf).join("\n\n")}\n${more}`;
}

function blocksOf(site: Site, page: Page, links: Links, listOf: ListOf): readonly string[] {
  const { path, kind, operation, guide } = page;
  const { contract } = site;
  const entries = [...contract.entries.values()];
  if (guide !== undefined) return guideBlocks(guide, links);
  if (kind !== undefined) return [`# ${kind}`, listOf(entries.filter((entry) => entry.kind === kind))];
  if (operation !== undefined) return operationBlocks(site, operation, listOf);
  const writers: Readonly<Record<string, () => readonly string[]>> = {
    "": () => indexBlocks(site, listOf),
    "guide/responses": () => responseBlocks(site, listOf),
    "guide/retries": () => retryBlocks(contract, links, listOf),
    "guide/webhooks": () => webhookBlocks(site),
    "guide/changes": () => changeBlocks(site),
    operations: () => [
      "# Operations",
      [...contract.operations.values()]
        .map((operation) => {
          const summary = describeOperation(site.document, operation)?.summary ?? operation.summary;
          const purpose = summary === undefined ? "" : `: ${escapeText(summary)}`;
          return `- [${escapePlain(operation.name)}](${links.markdown(operationPath(contract, operation.name))})${purpose}`;
        })
        .join("\n"),
    ],
    kinds: () => [
      "# Kinds",
      ...[...groupBy(entries, (entry) => entry.kind)].flatMap(([name, group]) => [`## ${name}`, listOf(group)]),
    ],
  };
  return writers[path]?.() ?? [];
}

function indexBlocks({ contract, about, groups }: Site, listOf: ListOf): readonly string[] {
  const entries = [...contract.entries.values()];
  const grouped = new Set([...groups.values()].flat());
  return [
    `# ${contract.name} errors`,
    escapeText(about),
    ...[...groups].flatMap(([title, codes]) => [
      `## ${escapeText(title)}`,
      listOf(codes.flatMap((code) => contract.entries.get(code) ?? [])),
    ]),
    ...(grouped.size === 0 ? [] : ["## Other codes"]),
    listOf(entries.filter(({ code }) => !grouped.has(code))),
  ];
}

function operationBlocks(
  { contract, document, examples }: Site,
  operation: Operation,
  listOf: ListOf,
): readonly string[] {
  const described = describeOperation(document, operation);
  const summary = described?.summary ?? operation.summary;
  return [
    `# \`${operation.name}\``,
    ...(summary === undefined ? [] : [escapeText(summary)]),
    ...(described?.description === undefined ? [] : [descriptionMarkdown(described.description, 2)]),
    repeatSentence(operation),
    ...exampleBlocks(contract, examples.get(operation.name) ?? []),
    ...(described === undefined ? [] : inputBlocks(described)),
    "## Codes",
    ...(contract.precedence.length === 0 ? [] : ["If several codes apply, the first one in this list is returned."]),
    listOf(byPrecedence(contract, operation)),
  ];
}

function exampleBlocks(contract: AnyContract, [example]: readonly OperationExample[]): readonly string[] {
  if (example === undefined) return [];
  const { response } = example.exchange;
  const headers = Object.entries(response.text === undefined ? responseHeaders(response) : {});
  const head = [statusLine(response.status), ...headers.map(([name, value]) => `${name}: ${value}`)];
  const body = responseText(response);
  return [
    "## Example",
    fence(requestText(shownRequest(contract, example.exchange)), "http"),
    fence([...head, ...(body === "" ? [] : ["", body])].join("\n"), "http"),
  ];
}
