import type { Entry } from "../../contract/index.ts";
import { linksFrom, type Site } from "../site.ts";
import { escapeText } from "./code-markdown.ts";

/** Writes `llms.txt`: the reference in one page of links for language models. @see https://llmstxt.org */
export function llmsText({ contract, about }: Site): string {
  const links = linksFrom({ path: "" }, "paths");
  const line = ({ code, status, when }: Entry): string =>
    `- [${code}](${links.markdown(code)}): ${status}. ${escapeText(when)}`;
  return [
    `# ${contract.name} errors`,
    `> ${escapeText(about)}. Every error that the API returns, with what to do, whether anything happened, whether it was charged, and whether to repeat it.`,
    "- [codes.json](codes.json): everything about every code as data\n- [errata.json](errata.json): the contract\n- [openapi.json](openapi.json): OpenAPI 3.1 with a schema for every code\n- [llms-full.txt](llms-full.txt): every page in one file",
    "## Codes",
    [...contract.entries.values()].map(line).join("\n"),
    "",
  ].join("\n\n");
}
