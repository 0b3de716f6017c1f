import { isStatusCell } from "../../extract/statuses.ts";
import type { Comment, Node } from "../syntax/index.ts";
import type { Attribute, Note } from "./declarations.ts";

/** Most characters of a comment that are read. */
const maxComment = 4_000;

/** Finds the comments of declarations by their lines. */
export class Notes {
  readonly #above = new Map<number, Comment>();
  readonly #behind = new Map<number, Comment>();
  readonly #sections: { readonly line: number; readonly text: string }[] = [];

  constructor(comments: readonly Comment[]) {
    for (const comment of comments) {
      (comment.isTrailing ? this.#behind : this.#above).set(
        comment.isTrailing ? comment.line : comment.endLine,
        comment,
      );
      const text = comment.text.replaceAll(/[-=*#/\s]+$|^[-=*#/\s]+/g, "");
      if (!comment.isTrailing && text.length < 60 && !text.includes("\n"))
        this.#sections.push({ line: comment.line, text });
    }
  }

  /** Returns the comments of a declaration that consists of the nodes. */
  of(nodes: readonly Node[], attributes: readonly Attribute[], first: Node | undefined = nodes[0], start = 0): Note {
    const last = nodes.at(-1);
    const above = first === undefined ? undefined : this.#above.get(first.line - 1);
    const isSection = above !== undefined && (isStatusCell(above.text) || isStatusTitle(above.text.trim()));
    return {
      above: above === undefined || isSection ? "" : above.text.slice(0, maxComment),
      behind: (last === undefined ? undefined : this.#behind.get(last.endLine))?.text ?? "",
      section: first === undefined ? "" : this.#section(first.line, start),
      attributes,
    };
  }

  /** Returns the last comment of one line between two lines, if it is a status or the title of a group with one. */
  #section(line: number, start: number): string {
    let [low, high] = [0, this.#sections.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sections[middle]?.line ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    const section = this.#sections[low - 1];
    if (section === undefined || section.line <= start) return "";
    return isStatusCell(section.text) || isStatusTitle(section.text) ? section.text : "";
  }
}

/**
 * Checks whether a comment is the title of a group with its status: `Validation (422)`, `404 errors`. A longer one may
 * describe only the next declaration.
 */
function isStatusTitle(text: string): boolean {
  return (
    /^(?:[A-Z][a-z]+|[A-Z][a-z]+(?: [a-z]+)? (?:errors|codes)) \([45]\d\d\)$/.test(text) ||
    /^(?:HTTP )?[45]\d\d [A-Za-z -]{0,40}(?:errors|codes|exceptions|responses|constants)$/.test(text)
  );
}
