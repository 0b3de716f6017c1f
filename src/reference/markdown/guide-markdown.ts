import type { AnyContract, Entry } from "../../contract/index.ts";
import { ambiguousOutcome, retryRules } from "../describe/index.ts";
import type { Guide } from "../guide/index.ts";
import { changesOf, formsOf, statusRows } from "../overview/index.ts";
import { type Links, operationPath, type Site } from "../site.ts";
import { escapeText, memberLine } from "./code-markdown.ts";
import { escapePlain, fence } from "./description-markdown.ts";

/** Writes a list of codes with links to their pages. */
export type ListOf = (entries: readonly Entry[]) => string;

/** Writes how to read a response. */
export function responseBlocks(site: Site, listOf: ListOf): readonly string[] {
  const { languages } = site.contract;
  const bodies = formsOf(site.contract, site.recordings).flatMap((form) => [
    `${form.entries.length} codes are sent as \`${form.mediaType}\`, such as \`${form.exampleOf?.code}\`:`,
    fence(form.example, "json"),
    form.codeMember === undefined
      ? "This body has no code. Branch on the `Errata-Code` header, or on the status."
      : `Branch on \`${form.codeMember}\`, which never changes.`,
    form.rows.map(memberLine).join("\n"),
    ...form.choices.map(({ member, values }) =>
      [
        `Values of \`${member}\`:`,
        ...values.map(([value, entries]) => `- \`${value}\`: ${entries.map(({ code }) => `\`${code}\``).join(", ")}`),
      ].join("\n"),
    ),
  ]);
  return [
    "# Read a response",
    ...bodies,
    "Send `Accept: application/problem+json` to receive the same error as an RFC 9457 problem.",
    ...(languages.length > 1
      ? [
          `Messages exist in ${languages.join(", ")}. Send \`Accept-Language\` to choose one. The code does not depend on it.`,
        ]
      : []),
    ...statusRows(site).flatMap(({ status, name, meaning, entries }) => [
      `## ${status} ${name}`,
      meaning,
      ...(entries.length === 0 ? [] : [listOf(entries)]),
    ]),
  ];
}

/** Writes when to send a request again. */
export function retryBlocks(contract: AnyContract, links: Links, listOf: ListOf): readonly string[] {
  const { entries, operations } = contract;
  const all = [...entries.values()];
  const rules = retryRules.flatMap(({ retry, title, text }) => {
    const codes = all.filter((entry) => entry.retry === retry);
    return codes.length === 0 ? [] : [`## ${title}`, text, listOf(codes)];
  });
  const keyed = [...operations.values()].filter(({ idempotencyKey }) => idempotencyKey);
  const unknown = all.filter(({ effect }) => effect === "unknown");
  return [
    "# Retries and idempotency",
    ...rules,
    "## When the outcome is unknown",
    ambiguousOutcome,
    listOf(unknown),
    "## Idempotency keys",
    keyed.length === 0
      ? "No operation accepts an Idempotency-Key."
      : keyed
          .map(({ name }) => `- [${escapePlain(name)}](${links.markdown(operationPath(contract, name))})`)
          .join("\n"),
  ];
}

/** Writes what changed between versions. */
export function changeBlocks({ contract, changes: given }: Site): readonly string[] {
  const versions = changesOf(contract, given);
  return [
    "# Changes between versions",
    `This is version ${contract.version}, with ${contract.entries.size} codes.`,
    ...versions.flatMap(({ version, changes }) => [
      `## ${version}`,
      changes.map(({ verdict, subject, text }) => `- ${verdict}: \`${subject.name}\`. ${escapeText(text)}`).join("\n"),
    ]),
  ];
}

/** Writes a guide. Links to pages become links to their Markdown. */
export function guideBlocks({ title, markdown }: Guide, links: Links): readonly string[] {
  const text = markdown.replaceAll(
    /\]\((?!https?:|mailto:|#)([^()\s#]+)/g,
    (_, path: string) => `](${links.markdown(path)}`,
  );
  return [`# ${title}`, text.replaceAll(/^<!--.*-->\n/gm, "")];
}
