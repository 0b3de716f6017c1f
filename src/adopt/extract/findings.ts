import type { Json } from "../../contract/index.ts";
import type { Block } from "../document/block.ts";
import { LineIndex } from "../document/line-index.ts";
import { describesFailure, isIdentifier, placeholderReason, styleOf } from "../evidence/index.ts";
import {
  type Decoy,
  type ExampleBody,
  type Fact,
  fact,
  type Reading,
  type SourcePosition,
  type SourceText,
  type Unread,
} from "../facts.ts";
import {
  codeOfBody,
  codeOfProblem,
  codesWithin,
  hasNumberOf,
  isEndOf,
  isErrorBody,
  memberOfCode,
  nameOfBody,
  statesCode,
  statusOfBody,
} from "./bodies.ts";
import type { Candidate, Found } from "./candidate.ts";
import { rejectionOf } from "./cell-codes.ts";
import { roleOf } from "./roles.ts";
import type { Mention } from "./sentences.ts";
import { isRegistered } from "./statuses.ts";

/** Facts about all names of a page. */
interface PageNames {
  /** Whether the codes outside of lists are in capitals. */
  readonly areCapitals: boolean;
  /** Names of the members of examples. */
  readonly members: ReadonlySet<string>;
}

/** Collects what a document says, and decides at its end which of the names are codes. */
export class Findings {
  readonly #file: string;
  readonly #lines: LineIndex;
  readonly #candidates: Candidate[] = [];
  readonly #decoys: Decoy[] = [];
  readonly #unread: Unread[] = [];
  readonly #bodies: ExampleBody[] = [];
  readonly #mentions: Mention[] = [];
  readonly #confirmed = new Set<string>();
  /** Titles of columns, which lists of fields explain. */
  readonly #titles = new Set<string>();

  constructor({ file, text }: SourceText) {
    this.#file = file;
    this.#lines = new LineIndex(text);
  }

  /** Adds a candidate. @returns the list of its values, to which a section adds */
  add(candidate: Candidate): Found[] {
    const values = [...candidate.found];
    this.#candidates.push({ ...candidate, found: values });
    return values;
  }

  /** Notes the names that texts call errors, as in "the `notFound` error", and the titles of columns. */
  confirm(blocks: readonly Block[]): void {
    for (const block of blocks)
      if (block.type === "paragraph" || block.type === "item") {
        const errors = block.spans.filter(
          ({ mark, text, start }) => mark === "code" && isError.test(block.text.slice(start + text.length)),
        );
        for (const { text } of errors) this.#confirmed.add(text);
      } else if (block.type === "table") for (const { text } of block.header ?? []) this.#titles.add(text);
  }

  reject(name: string, reason: string, offset: number): void {
    if (this.#decoys.length < maxNotes)
      this.#decoys.push({ name: name.slice(0, 80), reason, source: this.#at(offset) });
  }

  skip(text: string, reason: string, offset: number): void {
    if (this.#unread.length < maxNotes)
      this.#unread.push({ text: text.slice(0, 120), reason, source: this.#at(offset) });
  }

  addBody(value: Json, status: number | undefined, offset: number): void {
    if (this.#bodies.length < maxNotes) this.#bodies.push({ value, status, source: this.#at(offset) });
  }

  /** Notes the status that a sentence states beside a code that is described elsewhere. */
  mention(mention: Mention): void {
    if (this.#mentions.length < maxNotes) this.#mentions.push(mention);
  }

  /** Ends the document. Categories count as codes if nothing else does. */
  finish(): Omit<Reading, "name"> {
    const hasCodes = this.#candidates.some(({ rank, code }) => rank === "code" && rejectionOf(code) === undefined);
    // A page that numbers its errors also uses numbers that are statuses elsewhere.
    const hasNumbers = this.#candidates.filter(({ code }) => /^\d{4,6}$/.test(code)).length > 2;
    const qualified = qualifiedNames(this.#candidates.map(({ code }) => code));
    const others = this.#candidates.filter(({ place }) => place !== "item").map(({ code }) => code);
    const areCapitals = others.length > 2 && others.every((code) => code === code.toUpperCase());
    const members = membersOfBodies(this.#bodies.map(({ value }) => value));
    const candidates = withoutCommonTexts(this.#candidates);
    const facts = candidates.flatMap(({ code, rank, offset, place, found, ...candidate }): readonly Fact[] => {
      const isNumbered =
        candidate.isNumbered === true ||
        (hasNumbers && /^\d{3}$/.test(code) && (place === "item" || !isRegistered(Number(code)) || Number(code) < 200));
      const reason =
        candidate.rejection ??
        qualified.get(code) ??
        this.#reasonBeside({ code, place }, { areCapitals, members }) ??
        (isNumbered && code !== "0" ? undefined : rejectionOf(code)) ??
        (rank === "category" && hasCodes ? "a category, beside codes" : undefined);
      if (reason === undefined)
        return found.map(({ field, value, offset: at, confidence }) =>
          fact(code, field, field === "code" ? code : value, this.#at(at), confidence),
        );
      this.reject(code, reason, offset);
      return [];
    });
    facts.push(...this.#codesOfMentions(new Set(facts.map(({ code }) => code))), ...this.#statusesOfMentions(facts));
    facts.push(...this.#statusesOfBodies(facts), ...this.#codesOfBodies(new Set(facts.map(({ code }) => code))));
    facts.push(...this.#namesOfBodies(new Set(facts.map(({ code }) => code))));
    return { facts, decoys: this.#decoys, unread: this.#unread, bodies: this.#bodies };
  }

  /** Returns why a name outside of tables is none of the page's codes: they are written otherwise, or it is a member's. */
  #reasonBeside({ code, place }: Pick<Candidate, "code" | "place">, page: PageNames): string | undefined {
    if (place === "table") return undefined;
    if (place === "item" && (this.#titles.has(code) || isMember(code))) return "a field of a body";
    if (place === "item" && page.areCapitals && /^[a-z]+(?:-[a-z]+)+$/.test(code))
      return "not written like the other codes";
    return page.members.has(code) && !this.#confirmed.has(code) ? "a member of a body" : undefined;
  }

  /** Returns the codes that only examples have, with the statuses that are stated for them. */
  #codesOfBodies(known: ReadonlySet<string>): readonly Fact[] {
    const rejected = new Set(this.#decoys.map(({ name }) => name));
    const styled = [...known, ...this.#bodies.flatMap(({ value }) => codeOfBody(value) ?? [])].filter(isIdentifier);
    // Some codes are phrases in a member that is named after codes, beside others.
    const hasStated = this.#bodies.some(({ value }) => statesCode(value) && isIdentifier(codeOfBody(value) ?? ""));
    const isUsable =
      (value: Json) =>
      (code: string): boolean => {
        if (
          known.has(code) ||
          rejected.has(code) ||
          [...known].some((one) => isEndOf(code, one)) ||
          placeholderReason(code) !== undefined
        )
          return false;
        const isNumber = /^-?\d{3,}$/.test(code);
        const isPhrase = hasStated && statesCode(value) && /^[A-Z][a-z]+(?: [A-Z]?[a-z]+){1,4}$/.test(code);
        return isIdentifier(code) || isNumber || codeOfProblem(value) === code || looksLike(code, styled) || isPhrase;
      };
    const listed = this.#membersOf(known);
    return this.#bodies.flatMap(({ value, status, source }): readonly Fact[] => {
      const isListed = listed.has(memberOfCode(value) ?? "") && describesFailure(codeOfBody(value) ?? "");
      const code = (isErrorBody(value) || isListed) && !hasNumberOf(value, known) ? codeOfBody(value) : undefined;
      if (code === undefined) return [];
      // Beside a list of codes, others within a body are those of its fields.
      const all = known.size === 0 ? [code, ...codesWithin(value)] : [code];
      const stated = status ?? statusOfBody(value);
      const isFailure = stated !== undefined && stated >= 400;
      return all
        .filter(isUsable(value))
        .flatMap((own) => [
          fact(own, "code", own, source, "derived"),
          ...(isFailure ? [fact(own, "status", stated, source, "derived")] : []),
        ]);
    });
  }

  /** Returns the names of the members that have known codes in bodies. */
  #membersOf(known: ReadonlySet<string>): ReadonlySet<string> {
    const shown = this.#bodies.filter(({ value }) => known.has(codeOfBody(value) ?? ""));
    return new Set(shown.flatMap(({ value }) => memberOfCode(value) ?? []));
  }

  /** Returns the codes that only sentences name, with the statuses that these state. They are written as the others of the page are. */
  #codesOfMentions(known: ReadonlySet<string>): readonly Fact[] {
    const rejected = new Set(this.#decoys.map(({ name }) => name));
    const styles = new Set([...known].map(styleOf));
    return this.#mentions.flatMap(({ code, status, offset, isNamed }) => {
      const isOwn = isNamed && (known.size === 0 || styles.has(styleOf(code)));
      if (!isOwn || known.has(code) || rejected.has(code) || rejectionOf(code) !== undefined) return [];
      const source = this.#at(offset);
      return [fact(code, "code", code, source, "derived"), fact(code, "status", status, source, "derived")];
    });
  }

  /** Returns the statuses of sentences, for codes whose status nothing else states. */
  #statusesOfMentions(facts: readonly Fact[]): readonly Fact[] {
    const known = new Set(facts.map(({ code }) => code));
    const stated = new Set(facts.flatMap(({ code, field }) => (field === "status" ? [code] : [])));
    return this.#mentions
      .filter(({ code }) => known.has(code) && !stated.has(code))
      .map(({ code, status, offset }) => fact(code, "status", status, this.#at(offset), "derived"));
  }

  /** Returns the statuses of examples, for codes whose status nothing else states. */
  #statusesOfBodies(facts: readonly Fact[]): readonly Fact[] {
    const known = new Set(facts.map(({ code }) => code));
    const stated = new Set(facts.flatMap(({ code, field }) => (field === "status" ? [code] : [])));
    return this.#bodies.flatMap(({ value, status = statusOfBody(value), source }): readonly Fact[] => {
      const code = codeOfBody(value);
      const isMissing = code !== undefined && known.has(code) && !stated.has(code);
      return isMissing && status !== undefined && status >= 400
        ? [fact(code, "status", status, source, "derived")]
        : [];
    });
  }

  /**
   * Returns the names of errors in examples, which are the codes of an API that sends no others. Beside others, only those of
   * failures in the format of OAuth count. @see RFC 6749, section 5.2
   */
  #namesOfBodies(known: ReadonlySet<string>): readonly Fact[] {
    return this.#bodies.flatMap(({ value, status = statusOfBody(value), source }): readonly Fact[] => {
      const { member, name: code = "" } = nameOfBody(value) ?? {};
      const isFailure = status !== undefined && status >= 400;
      if (member === undefined || rejectionOf(code) !== undefined || !(member === "error" || isFailure)) return [];
      const isOwn = !known.has(code) && member === "error" && isFailure && codeOfBody(value) === code;
      if (known.size > 0 && !isOwn) return [];
      return [
        fact(code, "code", code, source, "derived"),
        ...(isFailure ? [fact(code, "status", status, source, "derived")] : []),
      ];
    });
  }

  #at(offset: number): SourcePosition {
    return { file: this.#file, ...this.#lines.at(offset) };
  }
}

/** Removes texts that nearly all sections of codes share, as those of members do: `message: the message of the error`. */
function withoutCommonTexts(candidates: readonly Candidate[]): readonly Candidate[] {
  const sections = candidates.filter(({ place }) => place === "heading");
  const isText = ({ field }: Found): boolean => field === "message" || field === "meaning";
  const sharing = new Map<unknown, Set<string>>();
  for (const { code, found } of sections)
    for (const { value } of found.filter(isText)) sharing.set(value, (sharing.get(value) ?? new Set()).add(code));
  const isCommon = ({ size }: ReadonlySet<string>): boolean => size > 2 && size * 5 >= sections.length * 4;
  const common = new Set([...sharing].filter(([, codes]) => isCommon(codes)).map(([value]) => value));
  if (common.size === 0) return candidates;
  return candidates.map((candidate) => ({
    ...candidate,
    found: candidate.found.filter((one) => !isText(one) || !common.has(one.value)),
  }));
}

/** Returns why names are left out that repeat codes behind the name of their type, `ErrorCode.SOLD_OUT`, and that name itself. */
function qualifiedNames(codes: readonly string[]): ReadonlyMap<string, string> {
  const known = new Set(codes);
  const reasons = new Map<string, string>();
  for (const code of known) {
    const [, type = "", name = ""] = /^([A-Z][A-Za-z]+)\.(\w+)$/.exec(code) ?? [];
    if (!known.has(name)) continue;
    reasons.set(code, "the name of a code behind that of its type");
    reasons.set(type, "the name of a list of codes");
  }
  return reasons;
}

/** Checks whether a word is written in the letters of other codes, which have several words: `OFFLINE` beside `SOLD_OUT`. */
function looksLike(word: string, codes: readonly string[]): boolean {
  if (/^(?:string|number|integer|boolean|object|array|code|error|message|reason|type|value|text)$/i.test(word))
    return false;
  if (/^[A-Z][A-Z0-9]+$/.test(word)) return codes.some((code) => /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(code));
  return /^[a-z]{4,}$/.test(word) && codes.some((code) => /^[a-z][a-z0-9]*_[a-z0-9_]+$/.test(code));
}

/** Returns the names of the members of examples that are not values of others. */
function membersOfBodies(bodies: readonly Json[]): ReadonlySet<string> {
  const names = new Set<string>();
  const values = new Set<unknown>();
  const stack: Json[] = [...bodies];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== "object" || value === null) values.add(value);
    else {
      if (!Array.isArray(value)) for (const name of Object.keys(value)) names.add(name);
      stack.push(...(Object.values(value) as Json[]));
    }
  }
  return new Set([...names].filter((name) => !values.has(name)));
}

/** Checks whether a name is that of the member that has the code, the status or the message: `error_code`, `statusCode`. */
function isMember(name: string): boolean {
  return /^[a-z].*(?:code|status|message)$/i.test(name) && ["code", "status", "message"].includes(roleOf(name));
}

const isError = /^\s+(?:\w+ )?(?:error|exception|fault)\b/;

/** Decoys and other notes of one source; the rest is left out. */
const maxNotes = 2_000;
