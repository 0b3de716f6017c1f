import { isHeaderName, placeholderReason } from "../../evidence/index.ts";
import {
  type Confidence,
  type Decoy,
  type Fact,
  type FactField,
  type FactValues,
  fact,
  type Reading,
  type SourcePosition,
  type Unread,
} from "../../facts.ts";
import type { Note, Unit } from "../collect/index.ts";
import { InlineErrors } from "../inline/index.ts";
import type { Node } from "../syntax/index.ts";
import { readComments } from "./notes-of-members.ts";
import type { Profile } from "./profile.ts";
import { isMessage, statusOfNumber } from "./symbols.ts";

/** Errors that programs catch, and that no API sends. */
const systemErrors =
  /^E(?:CONN[A-Z]+|PIPE|TIMEDOUT|SOCKETTIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|NETDOWN|ADDRINUSE|ACCES|EXIST|NOENT|PERM|ISDIR|NOTDIR|NOTEMPTY|MFILE|NOSPC|PROTO)$|^UND_ERR_|^ER_[A-Z_]+$|^P[12]\d{3}$|^SQLITE_[A-Z_]+$|^ERR_(?:HTTP2|SOCKET|STREAM|TLS|NETWORK|CANCELED|INVALID_ARG|MODULE)/;

/** Collects the facts of sources and what was left out. */
export class CodeFindings {
  readonly #facts: Fact[] = [];
  readonly #codes = new Set<string>();
  readonly #withStatus = new Set<string>();
  /** Statuses below 400, which count only for codes without another one. */
  readonly #successes = new Map<string, { readonly status: number; readonly node: Node; readonly unit: Unit }>();
  /** Codes that may begin with their statuses, such as `404.3`. */
  readonly #numbers = new Map<string, { readonly node: Node; readonly unit: Unit }>();
  readonly #decoys = new Map<string, Decoy>();
  readonly #unread: Unread[] = [];
  readonly #inline = new InlineErrors();

  /** Returns whether a code was found. */
  has(code: string): boolean {
    return this.#codes.has(code);
  }

  /** Returns whether a status of a code was found. */
  hasStatus(code: string): boolean {
    return this.#withStatus.has(code);
  }

  /** Adds a code; returns false if it is a placeholder. */
  add(code: string, node: Node, unit: Unit): boolean {
    const reason =
      placeholderReason(code) ??
      (code.includes("-") && isHeaderName(code) ? "the name of a header" : undefined) ??
      (systemErrors.test(code) ? "an error of the operating system or the runtime" : undefined);
    if (reason !== undefined) {
      this.reject(code, reason, node, unit);
      return false;
    }
    this.#push(code, "code", code, node, unit, "stated");
    this.#codes.add(code);
    if (/^\d{3}\.\d/.test(code) && !this.#numbers.has(code)) this.#numbers.set(code, { node, unit });
    return true;
  }

  /** Adds what the members of an error say. */
  addProfile(
    code: string,
    { status, message, description, solution, isRetryable }: Profile,
    node: Node,
    unit: Unit,
    confidence: Confidence = "stated",
  ): void {
    if (status !== undefined) this.#addStatus(code, status, node, unit, confidence);
    if (message !== undefined && message !== code)
      this.#push(code, isMessage(message) ? "message" : "title", template(message), node, unit, "stated");
    if (description !== undefined && description !== code)
      this.#push(code, isMessage(description) ? "meaning" : "title", template(description), node, unit, "stated");
    if (solution !== undefined && isMessage(solution)) this.#push(code, "solution", solution, node, unit, "stated");
    if (isRetryable !== undefined) this.#push(code, "retry", isRetryable ? "yes" : "no", node, unit, "stated");
  }

  /** Adds what the comments of an error say. */
  addNote(code: string, note: Note, name: string, node: Node, unit: Unit): void {
    const { status, meaning, isDeprecated } = readComments(note, name, code);
    if (status !== undefined && status >= 400) this.#push(code, "status", status, node, unit, "derived");
    if (meaning !== undefined) this.#push(code, "meaning", meaning, node, unit, "derived");
    const isMarked =
      isDeprecated || note.attributes.some(({ name: attribute }) => /^(?:deprecated|obsolete)$/i.test(attribute));
    if (isMarked) this.#push(code, "deprecated", true, node, unit, "stated");
  }

  /** Leaves out a name. */
  reject(name: string, reason: string, node: Node, unit: Unit): void {
    const key = `${name}\n${reason}`;
    if (name !== "" && !this.#decoys.has(key) && this.#decoys.size < 1_000)
      this.#decoys.set(key, { name, reason, source: at(node, unit) });
  }

  /** Reports a part that was not understood. */
  skip(text: string, reason: string, node: Node, unit: Unit): void {
    if (this.#unread.length < 500) this.#unread.push({ text: text.slice(0, 120), reason, source: at(node, unit) });
  }

  /** Adds an error that is sent without a code. */
  addInline(status: number, message: string, node: Node, unit: Unit): void {
    this.#inline.add(status, template(message), at(node, unit));
  }

  /** Returns everything that was found. */
  finish(proposesCodes: boolean): Reading {
    for (const [code, { status, node, unit }] of this.#successes)
      if (this.#codes.has(code) && !this.#withStatus.has(code))
        this.#push(code, "status", status, node, unit, "stated");
    for (const [code, { node, unit }] of this.#numbers) {
      const status = this.#withStatus.has(code) ? undefined : statusOfNumber(Number(code));
      if (status !== undefined) this.#push(code, "status", status, node, unit, "derived");
    }
    const inline = this.#inline.finish(this.#codes, proposesCodes);
    return {
      facts: [...this.#facts, ...inline.facts],
      decoys: [...this.#decoys.values()],
      unread: [...this.#unread, ...inline.unread],
      bodies: [],
    };
  }

  #addStatus(code: string, status: number, node: Node, unit: Unit, confidence: Confidence): void {
    if (status >= 400) this.#push(code, "status", status, node, unit, confidence);
    else this.#successes.set(code, { status, node, unit });
  }

  #push<Field extends FactField>(
    code: string,
    field: Field,
    value: FactValues[Field],
    node: Node,
    unit: Unit,
    confidence: Confidence,
  ): void {
    if (field === "status") this.#withStatus.add(code);
    this.#facts.push(fact(code, field, value, at(node, unit), confidence));
  }
}

function at({ line, column }: Node, { file }: Unit): SourcePosition {
  return { file, line, column };
}

/** Writes the holes of a text as `{name}`. */
function template(text: string): string {
  return text
    .replaceAll(/[$#]\{\s*([\w.]{1,60})[^{}]{0,200}\}/g, (_, name: string) => `{${name.split(".").at(-1)}}`)
    .replaceAll(/\s+/g, " ")
    .trim();
}
