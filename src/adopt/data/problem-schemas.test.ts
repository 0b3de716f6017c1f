import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

function found(value: unknown, file = "api.json"): readonly string[] {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return adopt([{ file, text }]).errors.map(({ code, statuses }) =>
    [code, ...statuses.map((status) => status.value)].join(" "),
  );
}

describe("schemas of one error each", () => {
  const shown = (type: string, title: string): object => ({
    content: {
      "application/json": {
        schema: {
          properties: {
            type: { type: "string", example: `https://desk.example/errors#${type}` },
            title: { type: "string", example: title },
          },
        },
      },
    },
    description: "It failed",
  });

  test("within shared responses are read", () => {
    const responses = {
      OldCardError: shown("old-card", "Old card"),
      NoBookError: shown("no-book", "No book"),
      TooLateError: shown("too-late", "Too late"),
    };
    expect(found({ components: { responses } })).toEqual(["old-card", "no-book", "too-late"]);
  });

  test("that extend one of all errors are read in a file of errors, or if their codes are those of failures", () => {
    const schema = (code: string): object => ({
      allOf: [
        { $ref: "#/components/schemas/Shape" },
        { properties: { code: { example: code }, message: { example: "It failed at the desk" } } },
      ],
    });
    const Shape = { properties: { code: { type: "string" }, message: { type: "string" } } };
    const schemas = { Shape, A: schema("card-invalid"), B: schema("book-not-found"), C: schema("desk-unavailable") };
    const document = { openapi: "3.0.0", info: {}, paths: {}, components: { schemas } };
    expect(found(document)).toEqual(["card-invalid", "book-not-found", "desk-unavailable"]);
    const others = { Shape, A: schema("red-card"), B: schema("paper-book"), C: schema("tall-desk") };
    const other = { ...document, components: { schemas: others } };
    expect(() => found(other)).toThrow(/received none/);
  });

  test("may be a file each, with a fixed type and a range of one status", () => {
    const text =
      "allOf:\n  - title: Too many books\n  - type: object\n    properties:\n      type: { type: string, enum: [too-many-books] }\n      status: { type: integer, minimum: 422, maximum: 422 }\n  - $ref: ./Base.yaml\n";
    expect(found(text, "problems/TooManyBooks.yaml")).toEqual(["too-many-books 422"]);
  });
});

test("the types that a schema of errors lists beside a title are codes, and those beside a code are classes", () => {
  const type = { type: "string", enum: ["CardOld", "BookLent", "NoShelf"] };
  const document = (properties: object): object => ({
    openapi: "3.0.0",
    info: {},
    paths: {},
    components: { schemas: { DeskError: { properties } } },
  });
  expect(found(document({ type, title: { type: "string" } }))).toEqual(["CardOld", "BookLent", "NoShelf"]);
  const code = { type: "string", enum: ["CARD_OLD", "BOOK_LENT"] };
  expect(found(document({ type, code, title: { type: "string" } }))).toEqual(["CARD_OLD", "BOOK_LENT"]);
});

test("examples of shared responses name codes, and schemas in other places do not", () => {
  const text = `title: Problems\ntype: object\ncomponents:\n  responses:\n    Base: { description: All problems, type: object, properties: { type: { type: string, description: An address } } }\n    OldCard: { description: The card is old, example: { type: "https://desk.example/errors#old_card", title: Old card } }\n    NoBook: { description: There is no book, example: { type: "https://desk.example/errors#no_book", title: No book } }\n`;
  expect(found(text, "problems.yaml")).toEqual(["old_card", "no_book"]);
});

test("an error has the usual text of several ones", () => {
  const text =
    '- code: "00101"\n  title: No card\n  detail: There is no card\n- code: "00103"\n  title: Old card\n  detail:\n    default: The card has expired\n    desk_only: The card has expired. Go to the desk\n';
  expect(found(text, "errors.yml")).toEqual(["00101", "00103"]);
  expect(adopt([{ file: "errors.yml", text }]).errors[1]?.message?.value).toBe("The card has expired");
});

test("texts of problems under the names of classes have no codes", () => {
  const text =
    "problemDetail.title.desk.NoBookException=There is no book\nproblemDetail.desk.NoBookException=The book {0} is not here\nerror.card.expired=The card has expired\nerror.card.unknown=The card is unknown\nerror.book.lent=The book is already lent\n";
  expect(found(text, "messages.properties")).toEqual(["error.card.expired", "error.card.unknown", "error.book.lent"]);
});

describe("documents of other things", () => {
  test("with names and descriptions have no codes, and those of failures do", () => {
    const list = (text: string): object => ({
      sections: ["card-events", "desk-rules", "book-types", "shelf-sizes"].map((id) => ({ id, description: text })),
    });
    expect(() => found(list("It lists the parts of the library."), "guide.json")).toThrow(/received none/);
    expect(found(list("The part cannot be read."), "guide.json")).toHaveLength(4);
    expect(found(list("It lists the parts of the library."), "errors.json")).toHaveLength(4);
  });

  test("that are long and use emphasis are still data", () => {
    const notes = Array.from(
      { length: 1_500 },
      (_, at) => `    - name: T${at}\n      description: see *this* and *that*\n`,
    );
    const text = `openapi: 3.0.0\ninfo: { title: Desk }\npaths: {}\ntags:\n${notes.join("")}components:\n  schemas:\n    Error:\n      properties:\n        code: { type: string, enum: [NO_BOOK, NO_CARD] }\n`;
    expect(found(text, "api.yaml")).toEqual(["NO_BOOK", "NO_CARD"]);
  });
});

test("repeated types in a table of an operation's text are no codes", () => {
  const row = (type: string, at: number): string =>
    `| trigger ${at} | desk:${at} | ${type} | After a book was lent. |\n`;
  const rows = ["FIRE_ONCE", "FIRE_ONCE", "SEND_REPLY", "FIRE_ONCE", "FIRE_ONCE", "SEND_REPLY"].map(row);
  const description = `A request may fail.\n\n| Name | ID | Type | Trigger |\n|--|--|--|--|\n${rows.join("")}`;
  const document = { openapi: "3.0.0", info: {}, paths: {}, tags: [{ name: "Triggers", description }] };
  expect(() => found(document)).toThrow(/received none/);
});
