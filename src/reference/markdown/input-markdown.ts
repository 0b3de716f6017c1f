import { type DescribedInput, describeWebhooks, type MemberTable } from "../describe/index.ts";
import type { Site } from "../site.ts";
import { escapeText, memberLine } from "./code-markdown.ts";
import { descriptionMarkdown, inlineMarkdown } from "./description-markdown.ts";

/** Writes the request and the responses of an operation as blocks of Markdown. */
export function inputBlocks({ description, security, request, responses }: DescribedInput): readonly string[] {
  return [
    ...(description === undefined ? [] : [descriptionMarkdown(description, 2)]),
    "## Request",
    security.length === 0
      ? "Needs no credential."
      : `Credential: ${security.map((name) => `\`${name}\``).join(" or ")}.`,
    ...request.flatMap(tableBlocks),
    ...responses.flatMap((response) => [
      `## Response ${response.status}`,
      descriptionMarkdown(response.description, 3),
      ...response.tables.flatMap(tableBlocks),
    ]),
  ];
}

/** Writes the page of the requests that the API sends. */
export function webhookBlocks({ document }: Site): readonly string[] {
  const events = [...describeWebhooks(document)].flatMap(([event, { summary, description, request, responses }]) => [
    `## ${escapeText(event)}`,
    ...(summary === undefined ? [] : [escapeText(summary)]),
    ...(description === undefined ? [] : [descriptionMarkdown(description, 3)]),
    ...request.flatMap(tableBlocks),
    responses.map((response) => `- ${response.status}: ${inlineMarkdown(response.description)}`).join("\n"),
  ]);
  return ["# Webhooks", ...events];
}

function tableBlocks({ title, mediaType, type, rows }: MemberTable): readonly string[] {
  const heading = mediaType === undefined ? title : `${title} (\`${mediaType}\`, ${escapeText(type ?? "any")})`;
  return [`### ${heading}`, ...(rows.length === 0 ? [] : [rows.map(memberLine).join("\n")])];
}
