import { type DescribedInput, describeWebhooks, type MemberTable } from "../describe/index.ts";
import type { Site } from "../site.ts";
import { escapeText, memberLine } from "./code-markdown.ts";

/** Writes the request and the responses of an operation as blocks of Markdown. */
export function inputBlocks({ description, security, request, responses }: DescribedInput): readonly string[] {
  return [
    ...(description === undefined ? [] : [escapeParagraphs(description)]),
    "## Request",
    security.length === 0
      ? "Needs no credential."
      : `Credential: ${security.map((name) => `\`${name}\``).join(" or ")}.`,
    ...request.flatMap(tableBlocks),
    ...responses.flatMap((response) => [
      `## Response ${response.status}`,
      escapeParagraphs(response.description),
      ...response.tables.flatMap(tableBlocks),
    ]),
  ];
}

/** Writes the page of the requests that the API sends. */
export function webhookBlocks({ document }: Site): readonly string[] {
  const events = [...describeWebhooks(document)].flatMap(([event, { summary, description, request, responses }]) => [
    `## ${escapeText(event)}`,
    ...(summary === undefined ? [] : [escapeText(summary)]),
    ...(description === undefined ? [] : [escapeParagraphs(description)]),
    ...request.flatMap(tableBlocks),
    responses.map((response) => `- ${response.status}: ${escapeText(response.description)}`).join("\n"),
  ]);
  return ["# Webhooks", ...events];
}

function tableBlocks({ title, mediaType, type, rows }: MemberTable): readonly string[] {
  const heading = mediaType === undefined ? title : `${title} (\`${mediaType}\`, ${escapeText(type ?? "any")})`;
  return [`### ${heading}`, ...(rows.length === 0 ? [] : [rows.map(memberLine).join("\n")])];
}

function escapeParagraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => escapeText(paragraph.trim()))
    .join("\n\n");
}
