import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../../index.ts";

function read(files: Readonly<Record<string, string>>): Adoption {
  return adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
}

function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  return Object.fromEntries(read(files).errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

const index = `import book from './book.js';
import lost_card from './lost-card.js';
import type { Phrases } from '../types.js';

const errors = { book, card: lost_card } satisfies Phrases['errors'];

export default Object.freeze(errors);`;

/** A locale whose modules hold the messages of errors. */
function locale(language: string, suffix = ""): Record<string, string> {
  return {
    [`phrases/${language}/errors/index.ts`]: index,
    [`phrases/${language}/errors/book.ts`]: `const book = {
  // 409 Conflict
  lent_out: 'The book is lent out${suffix}.',
  shelf: { not_found: "There is no such shelf${suffix}.", full: \`The shelf {{name}} cannot hold it${suffix}.\` },
};
export default Object.freeze(book);`,
    [`phrases/${language}/errors/lost-card.ts`]: `const lost_card = { expired: 'The card has expired${suffix}.' };
export default lost_card;`,
  };
}

describe("adopt, trees of messages", () => {
  test("reads the paths of a tree that is assembled from modules, in English", () => {
    const { errors } = read({ ...locale("de", " (de)"), ...locale("en"), ...locale("fr", " (fr)") });
    expect(errors.map(({ code, message }) => [code, message?.value])).toEqual([
      ["book.lent_out", "The book is lent out."],
      ["book.shelf.not_found", "There is no such shelf."],
      ["book.shelf.full", "The shelf {{name}} cannot hold it."],
      ["card.expired", "The card has expired."],
    ]);
    expect(errors[0]).toMatchObject({ source: { file: "phrases/en/errors/book.ts", line: 3 } });
    expect(errors[0]?.statuses.map(({ value }) => value)).toEqual([409]);
  });

  test("takes the statuses from the errors that send the paths", () => {
    const handler = `export function lend(book: Book) {
  if (book.isLent) throw new RequestError({ code: 'book.lent_out', status: 422 });
  throw new RequestError({ code: 'card.expired', status: 403 });
}`;
    expect(statusesOf({ ...locale("en"), "core/lend.ts": handler })).toEqual({
      "book.lent_out": [422],
      "book.shelf.not_found": [],
      "book.shelf.full": [],
      "card.expired": [403],
    });
  });

  test("leaves out a tree of which the sources send no path", () => {
    const handler = "export const lend = () => { throw new RequestError({ code: 'LENT_OUT', status: 409 }); }";
    expect(Object.keys(statusesOf({ ...locale("en"), "core/lend.ts": handler }))).toContain("LENT_OUT");
    expect(Object.keys(statusesOf({ ...locale("en"), "core/lend.ts": handler }))).not.toContain("book.lent_out");
  });

  test("leaves out the other texts of the same locales", () => {
    const pages =
      "const errors = { page_not_found: 'There is no such page.', form_invalid: 'The form is not valid.' };";
    const files = { ...locale("en"), ...locale("de"), "phrases/en/pages/errors.ts": pages };
    expect(Object.keys(statusesOf(files)).filter((code) => !code.includes("."))).toEqual([]);
    expect(Object.keys(statusesOf({ "phrases/en/pages/errors.ts": pages }))).toEqual([
      "page_not_found",
      "form_invalid",
    ]);
  });

  test("ends with modules that import each other", () => {
    const files = {
      "errors/index.ts": "import a from './a';\nimport b from './b';\nconst errors = { a, b };",
      "errors/a.ts": "import b from './b';\nconst a = { b, one: 'It has failed.' };",
      "errors/b.ts": "import a from './a';\nconst b = { a, two: 'It is not valid.' };",
    };
    expect(Object.keys(statusesOf(files))).toContain("a.one");
  });
});
