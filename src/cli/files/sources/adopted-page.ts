import { readFile, stat } from "node:fs/promises";
import { parseContract } from "errata/load";
import type { Adoption, AdoptOptions, FoundError, SourcePosition, SourceText } from "../../../adopt/index.ts";
import type { AnyContract } from "../../../contract/index.ts";
import { envelopesOf } from "../../../envelope/index.ts";
import type { FindingLocation } from "../../report/index.ts";
import { CommandError } from "../../verb.ts";
import type { LocateMember } from "../member-location.ts";
import { isRepository } from "./clone-repository.ts";
import { readSources } from "./source-texts.ts";

/** A page, folder or repository that was read as a contract. */
export interface AdoptedPage {
  /** The contract, in which open statuses are those of their kinds. */
  readonly contract: AnyContract;
  /** Codes whose status is open. */
  readonly open: readonly string[];
  /** Finds what the page says about a member. */
  readonly locate: LocateMember;
}

/** The codes that a page documents. */
export interface DocumentedCodes {
  /** The text of the page, or of all files. */
  readonly text: string;
  readonly codes: readonly DocumentedCode[];
}

/** A code of a page, with its place. */
export interface DocumentedCode {
  readonly code: string;
  /** Statuses that the page states for it. */
  readonly statuses: readonly number[];
  readonly location: FindingLocation;
}

/** Returns whether an operand is something else than a contract: a page, a folder, a repository, source code or OpenAPI. */
export async function isPage(source: string): Promise<boolean> {
  if (isRepository(source)) return true;
  if (/^https?:\/\//.test(source)) return !/\.(?:json|ya?ml)(?:[?#]|$)/i.test(source);
  if (/\.(?:mdx?|markdown|x?html?|rst|adoc|asciidoc|txt|csv|tsv|go|java|kts?|cs|py|php|rb|rs|proto)$/i.test(source))
    return true;
  const stats = await stat(source).catch(() => undefined);
  if (stats?.isDirectory() === true) return true;
  if (stats === undefined || !/\.(?:json|ya?ml)$/i.test(source)) return false;
  const text = await readFile(source, "utf8");
  return (
    /^\s*\[|^\s*["']?(?:openapi|swagger)["']?\s*:/m.test(text.slice(0, 4_000)) && !/^["']?errata["']?\s*:/m.test(text)
  );
}

/** Reads a page as a contract. @throws CommandError if it cannot be read, or has no codes */
export async function readPage(source: string, report: (text: string) => void): Promise<AdoptedPage> {
  const sources = await readSources(source, report);
  const { yaml, errors } = await adoptTexts(sources);
  const { fillOpenStatuses } = await import("../../../adopt/index.ts");
  const filled = fillOpenStatuses(yaml);
  const contract = parseContract(filled.text, { format: "yaml", path: source });
  envelopesOf(contract);
  const byCode = new Map(errors.map((error) => [error.code, error]));
  const locate = locatorOf(sources);
  return {
    contract,
    open: filled.open,
    locate: ([member, code, field]) => {
      const error = member === "errors" ? byCode.get(String(code)) : undefined;
      return error === undefined ? undefined : locate(positionOf(error, String(field)));
    },
  };
}

/** Reads the codes of a page with the readers of `errata adopt`. A page without codes has none. */
export async function readDocumented(source: string, report: (text: string) => void): Promise<DocumentedCodes> {
  const sources = await readSources(source, report);
  const locate = locatorOf(sources);
  const errors = await adoptTexts(sources).then(
    (adoption) => adoption.errors,
    (error: Error) => {
      if (error.message.includes("received none")) return [];
      throw error;
    },
  );
  return {
    text: sources.map(({ text }) => text).join("\n"),
    codes: errors.map(({ code, statuses, source: position }) => ({
      code,
      statuses: statuses.map(({ value }) => value),
      location: locate(position),
    })),
  };
}

/** Adopts sources. The readers are loaded when they are needed, because they take longer to load than a contract. */
export async function adoptTexts(sources: readonly SourceText[], options: AdoptOptions = {}): Promise<Adoption> {
  const { adopt } = await import("../../../adopt/index.ts");
  try {
    return adopt(sources, options);
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.name === "AdoptError"))
      throw new CommandError(error.message);
    throw error;
  }
}

/** Returns the place of what the sources say about a member of an entry; that of the code if they say nothing. */
function positionOf(error: FoundError, field: string): SourcePosition {
  const known = {
    status: error.status ?? error.statuses[0],
    when: error.meaning,
    message: error.message,
    title: error.title,
    retry: error.retry,
    remedy: error.solutions[0],
    causes: error.causes[0],
    details: error.details[0],
  }[field];
  return known?.source ?? error.source;
}

function locatorOf(sources: readonly SourceText[]): (position: SourcePosition) => FindingLocation {
  const lines = new Map<string, readonly string[]>();
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  return ({ file, line, column }) => {
    const known = lines.get(file) ?? (texts.get(file) ?? "").split(/\r?\n/);
    lines.set(file, known);
    return { file, line, column, source: known[line - 1] ?? "" };
  };
}
