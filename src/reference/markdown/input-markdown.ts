import { type DescribedInput, type MemberTable, type WebhookParts, webhookGroups } from "../describe/index.ts";
import type { Site } from "../site.ts";
import { escapeText, memberLine } from "./code-markdown.ts";
import { descriptionMarkdown, inlineMarkdown } from "./description-markdown.ts";

/** Writes the request and the responses of an operation as blocks of Markdown. */
export function inputBlocks({ security, request, responses }: DescribedInput): readonly string[] {
  return [
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
  const { common, groups } = webhookGroups(document);
  const shared = partBlocks(common);
  return [
    "# Webhooks",
    ...(shared.length === 0 ? [] : ["## Every event", ...shared]),
    ...groups.flatMap((group) => [
      `## ${escapeText(group.title)}`,
      group.events
        .map(({ name, summary }) => `${group.events.length === 1 ? "" : `- \`${name}\`: `}${escapeText(summary ?? "")}`)
        .join("\n"),
      ...group.body.flatMap(tableBlocks),
      ...partBlocks(group),
    ]),
  ];
}

function partBlocks({ description, parameters, responses }: WebhookParts): readonly string[] {
  const lines = responses.map(({ status, description: text }) => `- ${status}: ${inlineMarkdown(text)}`);
  return [
    ...(description === undefined ? [] : [descriptionMarkdown(description, 3)]),
    ...parameters.flatMap(tableBlocks),
    ...(lines.length === 0 ? [] : ["### Your response", lines.join("\n")]),
  ];
}

function tableBlocks({ title, mediaType, type, rows }: MemberTable): readonly string[] {
  const heading = mediaType === undefined ? title : `${title} (\`${mediaType}\`, ${escapeText(type ?? "any")})`;
  return [`### ${heading}`, ...(rows.length === 0 ? [] : [rows.map(memberLine).join("\n")])];
}
