import { linkDrift, linkedPages, pageDrift } from "../../check/index.ts";
import type { AnyContract } from "../../contract/index.ts";
import { type LocateMember, readDocumented, readPages } from "../files/index.ts";
import type { Finding } from "../report/index.ts";
import type { Terminal } from "../verb.ts";

/** Compares a contract with the page that documents it: a file, a URL, a folder or an `errata.json`. */
export async function driftFindings(
  contract: AnyContract,
  page: string,
  terminal: Terminal,
  locate: LocateMember,
): Promise<readonly Finding[]> {
  const { text, codes } = await readDocumented(page, (line) =>
    terminal.stderr.write(`${terminal.colours.dim(`${line}.`)}\n`),
  );
  const { missing, unknown, statuses } = pageDrift(contract, text, codes);
  const places = new Map(codes.map(({ code, location }) => [code, location]));
  return [
    ...missing.map(
      (code): Finding => ({
        rule: "page-lacks-code",
        severity: "error",
        subject: code,
        text: `${page} does not mention the code.`,
        why: "Callers meet an error that the reference does not explain; one exhaustive page lacks 120 of 287 codes.",
        fix: "Publish the page again, or generate it with errata reference.",
        location: locate(["errors", code]),
      }),
    ),
    ...statuses.map(
      ({ code, declared, stated }): Finding => ({
        rule: "page-states-other-status",
        severity: "error",
        subject: code,
        text: `${page} states ${stated.join(" and ")}, and the contract ${declared}.`,
        why: "Callers that trust the page handle the wrong status.",
        fix: "Correct the one that differs from the response that is sent.",
        location: places.get(code),
      }),
    ),
    ...unknown.map(
      (code): Finding => ({
        rule: "page-names-unknown-code",
        severity: "warning",
        subject: code,
        text: `${page} names a code that the contract does not have.`,
        why: "Callers handle an error that is never sent.",
        fix: "Remove it from the page, list it under retired, or declare it.",
        location: places.get(code),
      }),
    ),
  ];
}

/** Follows the links of a contract to the pages of its codes. */
export async function linkFindings(
  contract: AnyContract,
  terminal: Terminal,
  locate: LocateMember,
): Promise<readonly Finding[]> {
  const pages = await readPages(linkedPages(contract), terminal);
  const texts = new Map([...pages].map(([url, page]) => [url, typeof page === "string" ? page : undefined]));
  return linkDrift(contract, texts).map(({ code, url, problem }): Finding => {
    const page = pages.get(url.replace(/#.*/s, ""));
    const found = {
      missing: page instanceof Error ? page.message : `${url} cannot be read.`,
      fragment: `${url} has no element with the id of the fragment.`,
      code: `${url} does not name the code.`,
    };
    return {
      rule: { missing: "docs-unreachable", fragment: "docs-fragment", code: "docs-without-code" }[problem],
      severity: problem === "missing" ? "error" : "warning",
      subject: code,
      text: found[problem],
      why: "Errors send the address to people who need help. (Unkey, whose ids differ between pages)",
      fix: "Publish the page, or correct docsUrl.",
      location: locate(["errors", code, "docsUrl"]),
    };
  });
}
