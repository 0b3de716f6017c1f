import { STATUS_CODES } from "node:http";
import type { Entry } from "../../contract/index.ts";
import { bodyText, type CodeDescription, type SchemaRow, type ShownRequest, textParts } from "../describe/index.ts";
import { samplesFor, sendsOther } from "../samples/index.ts";
import { linksFrom, type Site } from "../site.ts";
import { escapePlain, fence, inlineMarkdown } from "./description-markdown.ts";

/** Writes the page of a code as Markdown, for agents and for reading without a browser. */
export function codeMarkdown(site: Site, description: CodeDescription): string {
  const { entry, operations, confusable, headers, recording } = description;
  const { markdown } = linksFrom({ path: entry.code }, "files");
  const links = confusable.map(({ code, when }) => `- [${code}](${markdown(code)}): ${escapeText(when)}`);
  const blocks = [
    `# ${entry.code}`,
    `${entry.status} ${STATUS_CODES[entry.status] ?? ""} · ${escapeText(entry.title)} · ${site.contract.name} ${site.contract.version}`,
    ...whatToDo(description),
    ...responseBlocks(description),
    ...(recording?.fault === undefined ? [] : [`The code cannot be caused on request. ${escapeText(recording.fault)}`]),
    ...why(description),
    ...requestBlocks(site, description),
    ...section("Details", detailLines(description)),
    ...section(
      "Headers",
      headers.map(({ name, value, meaning }) => `- \`${name}: ${value}\`: ${meaning}.`),
    ),
    ...section(
      "Operations",
      operations.map(({ name }) => `- \`${name}\``),
    ),
    ...section("Easily confused with", links),
    ...section("Facts", factLines(description)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join("\n")];
}

function whatToDo({ advice }: CodeDescription): readonly string[] {
  const answers = [
    `- Did anything happen? **${advice.happened.short}.** ${advice.happened.note}.`,
    `- Was I charged? **${advice.charged.short}.** ${advice.charged.note}.`,
    `- May I repeat it? **${advice.repeat.short}.** ${advice.repeat.note}.`,
  ];
  const causes = advice.perCause.map(
    ({ when, actor, action }) => `- ${escapeText(when)} **${actor}:** ${escapeText(action)}`,
  );
  return [
    "## What to do",
    `**${advice.actor ?? "Nobody needs to act"}:** ${escapeText(advice.action)}`,
    ...(causes.length === 0 ? [] : [causes.join("\n")]),
    answers.join("\n"),
  ];
}

function why({ entry }: CodeDescription): readonly string[] {
  const { when, masks } = entry;
  const shared = masks.length === 0 ? [] : [`The response is the same for: ${masks.map(escapeText).join("; ")}.`];
  return ["## Why it happens", escapeText(when), ...shared];
}

function responseBlocks({ responses: [response] }: CodeDescription): readonly string[] {
  if (response === undefined) return [];
  const { statusLine, headers, body } = response;
  const head = [statusLine, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return ["## Response", fence([...head, ...(body === "" ? [] : ["", body])].join("\n"), "http")];
}

function requestBlocks(site: Site, { entry, fails, steps, works, sample }: CodeDescription): readonly string[] {
  if (fails === undefined) return [];
  const noted = (text: string, { note }: ShownRequest): string =>
    note === undefined ? `${text}:` : `${text} (${note}):`;
  return [
    "## Request",
    ...steps.map((step) => fence(requestText(step), "http")),
    noted("Fails", fails),
    fence(requestText(fails), "http"),
    ...(works === undefined
      ? []
      : [noted(`Succeeds with ${works.status}`, works.request), fence(requestText(works.request), "http")]),
    ...(sample === undefined
      ? []
      : ["## Handle it", ...(sample.fails ? [] : [sendsOther]), ...samples(site, entry, sample.request)]),
  ];
}

function samples(site: Site, entry: Entry, request: ShownRequest): readonly string[] {
  return samplesFor({ ...site, entry, request }).map(({ language, code }) => fence(code, language));
}

function detailLines({ details }: CodeDescription): readonly string[] {
  return details.map(memberLine);
}

function factLines({ entry, docsUrl }: CodeDescription): readonly string[] {
  const { kind, retry, effect, charged, grpc, since, deprecated, replacedBy, sunset } = entry;
  return Object.entries({
    kind,
    retry,
    effect,
    charged,
    grpc,
    type: docsUrl,
    since,
    deprecated,
    "replaced by": replacedBy,
    sunset,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`]));
}

/** Writes one member of a schema as an item of a list. */
export function memberLine({ name, type, isOptional, description }: SchemaRow): string {
  const meaning = description === undefined ? "" : `: ${inlineMarkdown(description)}`;
  return `- \`${name}\` (${escapeText(type)}${isOptional ? ", optional" : ""})${meaning}`;
}

/** Escapes a text of the contract, so that it is read as text and not as markup. */
export function escapeText(text: string): string {
  return textParts(text.replaceAll(/\s*\n\s*/g, " "))
    .map((part) => (part.isCode ? `\`${part.text}\`` : escapePlain(part.text)))
    .join("");
}

/** Writes a request as it is sent. */
export function requestText({ method, path, headers, body, raw }: ShownRequest): string {
  if (raw !== undefined) return raw.replaceAll("\r\n", "\n").trimEnd();
  const head = [`${method} ${path}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return [...head, ...(body === undefined ? [] : ["", bodyText(body)])].join("\n");
}
