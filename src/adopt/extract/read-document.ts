import type { Block, CodeBlock, Document, HeadingBlock, TableBlock, TextBlock } from "../document/block.ts";
import { describesFailure, isIdentifier, mostlyFailures } from "../evidence/index.ts";
import type { Reading, SourceText } from "../facts.ts";
import { bodiesIn, codeOfBody, codesShownIn, isEndOf, statusOfBody } from "./bodies.ts";
import { type Candidate, type Found, found } from "./candidate.ts";
import { codesOf } from "./cell-codes.ts";
import { withConstants } from "./constants.ts";
import { Findings } from "./findings.ts";
import { codesInItems, withItemTexts, withNumberedItems } from "./items/index.ts";
import {
  introducesErrors,
  introducesFields,
  isAboutErrors,
  membersIn,
  otherSubject,
  roleOf,
  type TextField,
  textFieldOf,
} from "./roles.ts";
import {
  contextOf,
  describe,
  describeItems,
  headingsOf,
  labelled,
  labelledCode,
  labelledValues,
  pageCode,
  withoutContents,
} from "./section/index.ts";
import {
  enumeratedIn,
  isCodeList,
  isStatusTitle,
  mentionsIn,
  otherList,
  statusLines,
  subjectOfIntro,
  withCodeParagraphs,
} from "./sentences.ts";
import { isStatusCell, statusesIn, statusesOfHeading, statusInProse } from "./statuses.ts";
import {
  joinedTables,
  type Label,
  listsNumbers,
  numbersErrors,
  readTable,
  recordsOf,
  type TableContext,
  type TableReading,
  titlesOfShown,
} from "./table/index.ts";

/** Finds the errors that a document describes: in tables, in headings, in lists and in examples. */
export function readDocument(document: Document, source: SourceText): Reading {
  return new DocumentReader({ ...document, blocks: withItemTexts(document.blocks) }, source).read();
}

interface Section {
  readonly level: number;
  readonly text: string;
  /** The code that the section describes. */
  readonly described: Described | undefined;
  readonly statuses: readonly number[];
  /** Subject of a section about something else that has codes. */
  readonly other: string | undefined;
}

interface Described {
  readonly code: string;
  readonly values: Found[];
}

class DocumentReader {
  readonly #blocks: readonly Block[];
  readonly #title: string | undefined;
  readonly #isErrorPage: boolean;
  readonly #hasNumbers: boolean;
  readonly #isNumbered: boolean;
  readonly #findings: Findings;
  /** Whether a paragraph says that the table below it has errors, so that one below "List of colours:" has none. */
  readonly #introducesErrors: boolean;
  /** Titles of the columns that have codes of bodies in listings. */
  readonly #shownTitles: ReadonlyMap<string, boolean>;
  /** The only code that the page describes. */
  readonly #page: string | undefined;
  readonly #headings: ReadonlyMap<Block, Candidate>;
  /** The lines that state the status of the listings below them. */
  readonly #statusLines: ReadonlyMap<Block, string>;
  /** The blocks as they are written. Others are parts of paragraphs, which are read as items. */
  readonly #written: ReadonlySet<Block>;
  #sections: readonly Section[] = [];
  /** Small tables together with larger ones of the same form. */
  readonly #joined: ReadonlyMap<Block, TableBlock>;
  /** The section of the last list that has codes. */
  #listed: Section | undefined;
  /** The last paragraph, which may introduce a table or an example. */
  #intro = "";
  /** Whether paragraphs label codes and their texts, one record below the other: `Code: NO_CARD`, `Cause: …`. */
  readonly #hasRecords: boolean;
  /** Tables without codes whose place is not about errors. */
  readonly #deferred: { readonly block: TableBlock; readonly titles: string; readonly context: TableContext }[] = [];
  /** Titles of the columns of tables with codes. */
  readonly #titles = new Set<string>();
  /** Whether the terms describe the fields of a body. */
  #isField = false;
  /** Subject of the next paragraph or list, by the heading above it. */
  #label: TextField | "status" | undefined;

  constructor({ blocks: written, frontMatter }: Document, source: SourceText) {
    const blocks = withCodeParagraphs(withNumberedItems(withConstants(withoutContents(written))));
    this.#blocks = blocks;
    this.#joined = joinedTables(blocks);
    this.#written = new Set(written);
    this.#findings = new Findings(source);
    const tables = blocks.filter((block) => block.type === "table");
    this.#isNumbered = tables.some(listsNumbers);
    this.#hasNumbers = tables.some(numbersErrors);
    this.#introducesErrors = blocks.some(
      (block, index) =>
        block.type === "paragraph" && blocks[index + 1]?.type === "table" && introducesErrors(block.text),
    );
    this.#shownTitles = titlesOfShown(
      tables,
      new Map(blocks.flatMap((block) => (block.type === "code" ? codesShownIn(block.text, block.language) : []))),
    );
    this.#statusLines = statusLines(blocks);
    const { title } = frontMatter;
    const first = blocks.find(({ type }) => type === "heading") as HeadingBlock | undefined;
    this.#title = typeof title === "string" ? title : first?.level === 1 ? first.text : undefined;
    const page = contextOf({ blocks, frontMatter }, source.file);
    this.#isErrorPage = page.isErrorPage;
    const records = blocks.filter((block) => block.type === "paragraph" && labelledCode(block) !== undefined).length;
    this.#hasRecords = this.#isErrorPage && records > 1;
    const all = headingsOf(blocks, this.#isErrorPage);
    // Titles above many records number the parts of the page.
    const headings = this.#hasRecords && records > all.size * 2 ? new Map<Block, Candidate>() : all;
    const own = pageCode({ blocks, frontMatter }, headings, page);
    this.#page = own?.code;
    this.#headings = own === undefined ? headings : new Map();
    if (own === undefined) return;
    const described = { code: own.code, values: this.#findings.add(own) };
    this.#sections = [{ level: 0, text: "", described, statuses: [], other: undefined }];
  }

  read(): Reading {
    let items: TextBlock[] = [];
    this.#findings.confirm(this.#blocks);
    for (const [index, block] of this.#blocks.entries()) {
      if (block.type === "item") items.push(block);
      else this.#readBlock(block);
      if (items.length === 0 || this.#blocks[index + 1]?.type === "item") continue;
      this.#readItems(items);
      items = [];
    }
    // A table without a title that names errors has some if its columns are titled as those of another table of codes.
    for (const { block, titles, context } of this.#deferred) {
      const reading = this.#titles.has(titles) ? readTable(block, { ...context, isAboutErrors: true }) : undefined;
      if (
        reading?.type === "codes" &&
        reading.candidates.every(({ code }) => isIdentifier(code) || /^-?\d+$/.test(code))
      )
        this.#addAll(reading.candidates, undefined);
    }
    return { ...this.#findings.finish(), name: this.#title };
  }

  #readBlock(block: Exclude<Block, { type: "item" }> | TextBlock): void {
    if (block.type === "heading") this.#openSection(block);
    else if (block.type === "end") this.#closeTerms();
    else if (block.type === "table") this.#readTable(block);
    else if (block.type === "code") this.#readListing(block);
    else if (this.#headings.has(block))
      this.#openSection({ ...block, type: "heading", level: 8 }, this.#headings.get(block));
    else this.#readParagraph(block);
  }

  #closeTerms(): void {
    this.#sections = this.#sections.filter(({ level }) => level < 7);
    this.#isField = false;
  }

  #openSection(block: HeadingBlock, candidate: Candidate | undefined = this.#headings.get(block)): void {
    const kept = this.#sections.filter(({ level }) => level < block.level);
    const isPart = candidate === undefined && kept.some(({ described }) => described !== undefined);
    const role = roleOf(block.text);
    this.#label = isPart ? (role === "status" ? "status" : textFieldOf(role)) : undefined;
    const isIntroduced = this.#isField || introducesFields(this.#intro);
    this.#intro = "";
    this.#isField = block.level > 6 && candidate !== undefined && isIntroduced;
    if (candidate !== undefined && this.#isField) {
      this.#findings.reject(candidate.code, "a field of a body", block.offset);
      return;
    }
    const described = candidate === undefined ? undefined : this.#describe(candidate, kept);
    const section = {
      level: block.level,
      text: block.text,
      described,
      // The number of a code may be that of a status.
      statuses: statusesOfHeading(block.text).filter((status) => String(status) !== candidate?.code),
      other: otherSubject(block.text),
    };
    this.#sections = [...kept, section];
  }

  /** Adds the code of a heading, with the status that a heading above it states. */
  #describe(candidate: Candidate, above: readonly Section[]): Described {
    const values = this.#findings.add(candidate);
    if (!values.some(({ field }) => field === "status"))
      values.push(...statusesOf(above).map((status) => found("status", status, candidate.offset, "derived")));
    return { code: candidate.code, values };
  }

  #described(): Described | undefined {
    return this.#sections.findLast(({ described }) => described !== undefined)?.described;
  }

  #otherSubject(): string | undefined {
    const named = this.#sections.findLast(({ other }) => other !== undefined)?.other ?? subjectOfIntro(this.#intro);
    return named ?? (this.#introducesErrors ? otherList(this.#intro) : undefined);
  }

  #context(): TableContext {
    return {
      hasNumbers: this.#hasNumbers,
      announcesCodes: /\b(?:following|these|possible) error codes\b/i.test(this.#intro),
      numbersCodes:
        introducesErrors(this.#intro) ||
        isCodeList.test(this.#intro) ||
        isCodeList.test(this.#sections.at(-1)?.text ?? ""),
      isNumbered: this.#isNumbered,
      shownTitles: this.#shownTitles,
      isAboutErrors:
        this.#isErrorPage || introducesErrors(this.#intro) || this.#sections.some(({ text }) => isAboutErrors(text)),
      statuses: statusesOf(this.#sections),
    };
  }

  #readParagraph(block: TextBlock): void {
    const line = this.#described() === undefined ? this.#statusLines.get(block) : undefined;
    if (line !== undefined || isStatusTitle(block)) {
      this.#openSection({ ...block, text: line ?? block.text, type: "heading", level: 8 }, undefined);
      return;
    }
    this.#readEnumeration(block);
    this.#intro = block.text;
    for (const mention of mentionsIn(block)) this.#findings.mention(mention);
    const record = this.#hasRecords ? labelledCode(block) : undefined;
    if (record !== undefined && (this.#described() === undefined || this.#sections.at(-1)?.level === recordLevel))
      this.#openSection({ ...block, type: "heading", level: recordLevel }, record);
    const values = this.#described()?.values;
    if (values === undefined) return;
    const labels = labelledValues(block);
    if (labels.length > 0) values.push(...labels);
    else if (this.#label !== undefined) values.push(...labelled(this.#label, block));
    describe(values, block);
  }

  /** Adds the codes that a sentence lists. */
  #readEnumeration({ text, offset }: TextBlock): void {
    for (const code of enumeratedIn(text, `${this.#sections.at(-1)?.text} ${this.#intro}`))
      this.#findings.add({ code, rank: "code", offset, place: "example", found: [found("code", code, offset)] });
  }

  #readTable(block: TableBlock): void {
    const context = this.#context();
    const reading = this.#readWithSiblings(block, context);
    this.#readBodies(block);
    const other = this.#otherSubject();
    const titles = block.header?.map(({ text }) => text.toLowerCase()).join("|") ?? "";
    if (reading.type === "other" && titles !== "" && !context.isAboutErrors)
      this.#deferred.push({ block, titles, context });
    if (reading.type === "codes" && reading.candidates.length > 1 && other === undefined) this.#titles.add(titles);
    if (reading.type === "labels") this.#readLabels(reading.labels);
    else if (reading.type === "decoy")
      for (const { name, offset } of reading.names) this.#findings.reject(name, reading.reason, offset);
    else if (reading.type === "codes") {
      this.#addAll(reading.candidates, other);
      for (const { name, offset } of reading.skipped)
        this.#findings.skip(name, "The cell is not a code as it is sent.", offset);
    } else if (context.isAboutErrors && this.#described() === undefined) {
      const row = block.rows[0]?.cells.map(({ text }) => text).join(" | ") ?? "";
      this.#findings.skip(row, "The table has no column of codes.", block.offset);
    }
  }

  /** Reads a table, if necessary together with a larger one of the same form. */
  #readWithSiblings(block: TableBlock, context: TableContext): TableReading {
    const reading = readTable(block, context);
    const joined = reading.type === "other" ? this.#joined.get(block) : undefined;
    const all = joined === undefined ? reading : readTable(joined, context);
    if (all.type !== "codes") return reading;
    const own = new Set(block.rows.flatMap(({ cells }) => cells.map(({ offset }) => offset)));
    const candidates = all.candidates.filter(({ offset }) => joined === undefined || own.has(offset));
    return candidates.length === 0 ? reading : { ...all, candidates };
  }

  /** Reads the bodies in the cells of a table, with the status that their row states. */
  #readBodies({ rows }: TableBlock): void {
    for (const { cells } of rows) {
      const [status] = cells.filter(({ text }) => isStatusCell(text)).flatMap(({ text }) => statusesIn(text));
      for (const { text, offset } of cells.filter((cell) => cell.text.includes("{")))
        for (const { value } of bodiesIn(text.replaceAll(/<br\s*\/?>/gi, "\n")))
          this.#findings.addBody(value, statusOfBody(value) ?? status, offset);
    }
  }

  /** Adds candidates, unless their section is about something else and none of them has a status. */
  #addAll(candidates: readonly Candidate[], other: string | undefined): void {
    // The sentence above a list of failures may name the parameter that has them.
    const isOfParameter = /^parameters?$/.test(other ?? "") && mostlyFailures(candidates.map(({ code }) => code));
    const isOther =
      other !== undefined &&
      !isOfParameter &&
      !candidates.some((candidate) => candidate.found.some(({ field }) => field === "status"));
    for (const candidate of candidates)
      if (this.#page !== undefined)
        this.#findings.reject(candidate.code, `mentioned on the page of ${this.#page}`, candidate.offset);
      else if (isOther) this.#findings.reject(candidate.code, `listed under ${other}`, candidate.offset);
      else this.#findings.add(candidate);
  }

  #readLabels(labels: readonly Label[]): void {
    const described = this.#described()?.values;
    const { statuses } = this.#context();
    for (const record of recordsOf(labels)) {
      const values = described ?? this.#describedBy(record);
      for (const { role, value } of record) {
        const field = role === "status" ? role : textFieldOf(role);
        if (field !== undefined) values?.push(...labelled(field, { type: "paragraph", ...value }));
      }
      const hasStatus = values === undefined || values.some(({ field }) => field === "status");
      if (described === undefined && !hasStatus)
        values.push(...statuses.map((status) => found("status", status, record[0]?.value.offset ?? 0, "derived")));
    }
  }

  #describedBy(labels: readonly Label[]): Found[] | undefined {
    const value = labels.find(({ role }) => role === "code")?.value;
    const [code] = (value === undefined ? undefined : codesOf(value)?.codes) ?? [];
    if (value === undefined || code === undefined) return undefined;
    return this.#findings.add({
      code,
      rank: "code",
      offset: value.offset,
      place: "table",
      found: [found("code", code, value.offset)],
    });
  }

  #readItems(items: readonly TextBlock[]): void {
    const described = this.#described();
    if (described === undefined) {
      const [section] = this.#sections.slice(-1);
      const failures = items.filter(({ text }) => describesFailure(text));
      const continuesCodes =
        this.#listed !== undefined && this.#listed === section && failures.length * 2 >= items.length;
      const context = this.#context();
      const isAboutErrors =
        context.isAboutErrors || continuesCodes || failures.some((item) => !this.#written.has(item));
      const candidates = codesInItems(items, { ...context, isAboutErrors, continuesCodes });
      if (candidates.length > 0) this.#listed = section;
      this.#addAll(candidates, this.#otherSubject() ?? membersIn(section?.text ?? ""));
    } else if (this.#label !== undefined)
      for (const item of items) described.values.push(...labelled(this.#label, item));
    else describeItems(described.values, items, this.#intro);
  }

  #readListing({ text, language, offset }: CodeBlock): void {
    const described = this.#described();
    const introduced = statusInProse(this.#intro) ?? this.#sections.at(-1)?.statuses[0];
    // The head of a response may be a listing of its own, before that of the body.
    this.#intro = /^HTTP\/[\d.]+ \d{3}\b/m.exec(text)?.[0] ?? "";
    for (const { value, status } of bodiesIn(text, language)) {
      this.#findings.addBody(value, status ?? statusOfBody(value) ?? introduced, offset);
      const code = codeOfBody(value);
      const stated = status ?? statusOfBody(value);
      if (
        stated !== undefined &&
        stated >= 400 &&
        described !== undefined &&
        (code === undefined || code === described.code || isEndOf(code, described.code))
      )
        described.values.push(found("status", stated, offset, "derived"));
    }
  }
}

/** Returns the statuses of the innermost section that states some. */
function statusesOf(sections: readonly Section[]): readonly number[] {
  return sections.findLast(({ statuses }) => statuses.length > 0)?.statuses ?? [];
}

/** Level of a record of labelled paragraphs, below all headings. */
const recordLevel = 9;
