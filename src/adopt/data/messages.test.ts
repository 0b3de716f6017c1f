import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Adopts a file and returns the statuses and the message of each code. */
function read(file: string, text: string): Record<string, readonly [readonly number[], string | undefined]> {
  const { errors } = adopt([{ file, text }]);
  return Object.fromEntries(
    errors.map(({ code, statuses, message, meaning }) => [
      code,
      [statuses.map(({ value }) => value), (message ?? meaning)?.value] as const,
    ]),
  );
}

describe("adopt, files of messages", () => {
  test("reads the messages of a properties file under their keys", () => {
    const text = `# Messages
lib.message.hello=Hello {0}!
lib.error.book.notFound=Could not find the book {0}
lib.error.card.expired = The card has \\
    expired.
lib.error.shelf.full: Das Regal ist v\\u00f6ll`;
    expect(read("src/main/resources/messages_en.properties", text)).toEqual({
      "lib.error.book.notFound": [[], "Could not find the book {0}"],
      "lib.error.card.expired": [[], "The card has expired."],
      "lib.error.shelf.full": [[], "Das Regal ist völl"],
    });
  });

  test("reads errors whose members are keys of a properties file, and leaves settings out", () => {
    const text = `NO_BOOK.status=404
NO_BOOK.message=There is no book.
SHELF_FULL.status=409
SHELF_FULL.message=The shelf is full.`;
    expect(read("errors.properties", text)).toEqual({
      NO_BOOK: [[404], "There is no book."],
      SHELF_FULL: [[409], "The shelf is full."],
    });
    const settings = "server.port=8080\nserver.error.path=/error\nspring.application.name=lib";
    expect(() => read("application.properties", settings)).toThrow(RangeError);
  });

  test("reads the numbers of messages, also in a file that is not quite YAML", () => {
    const text = `messages:
    - key: org.lib.noBook
      number: LIBR404
      type: ERROR
      text: "The book '%s' could not be found"
      action: "Look for another one.\\n
      Or ask for help."
    - key: org.lib.shelfFull
      number: LIBR409
      type: ERROR
      text: "The shelf is full"
${"# Text of the shelf\n".repeat(60)}`;
    expect(Object.keys(read("resources/log-messages.yml", text))).toEqual(["LIBR404", "LIBR409"]);
  });
});

test("reads large files of messages and long descriptions within seconds", () => {
  const groups = Array.from({ length: 25_000 }, (_, index) => `E_${index}.status=404\nE_${index}.message=It is gone.`);
  // Time of the processor, since other processes may run at the same time.
  const start = process.cpuUsage();
  expect(() => read("errors.properties", groups.join("\n"))).toThrow(/at most 10000 codes/);
  const description = `${"\n".repeat(50_000)}* \`no_book\` - 404: There is no such book.`;
  const schema = { type: "object", properties: { code: { type: "string", description, enum: ["no_book"] } } };
  const document = { openapi: "3.1.0", info: {}, paths: {}, components: { schemas: { Error: schema } } };
  expect(read("openapi.json", JSON.stringify(document))).toEqual({ no_book: [[404], "There is no such book."] });
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(20_000);
});

describe("adopt, descriptions and examples of OpenAPI", () => {
  test("reads statuses and meanings of codes from the description of their list", () => {
    const schema = {
      type: "object",
      properties: {
        code: {
          type: "string",
          description: "One of:\n* `no_book` - 404: There is no such book.\n* `card_lent` - 409/422: Somebody has it.",
          enum: ["no_book", "card_lent"],
        },
      },
    };
    const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
    const document = {
      openapi: "3.1.0",
      info: { title: "Library", version: "1" },
      paths: { "/books": { get: { responses: { "404": { content }, "422": { content } } } } },
      components: { schemas: { Error: schema } },
    };
    expect(read("openapi.json", JSON.stringify(document))).toEqual({
      no_book: [[404], "There is no such book."],
      card_lent: [[409, 422], "Somebody has it."],
    });
  });

  test("reads examples of a file of components, and not those of other bodies", () => {
    const text = `components:
  examples:
    noBook:
      description: There is no such book.
      value:
        code: NO_BOOK
        message: No book was found
    price:
      value:
        code: EUR
        amount: 12`;
    expect(Object.keys(read("common/errors.yaml", text))).toEqual(["NO_BOOK"]);
  });

  test("reads the saved responses of a collection of requests", () => {
    const response = (code: number, body: unknown): unknown => ({ name: "Response", code, body: JSON.stringify(body) });
    const collection = {
      info: { name: "Library", schema: "https://schema.example.org/collection/v2.1.0/collection.json" },
      item: [
        {
          name: "Books",
          item: [
            {
              name: "Lend",
              request: { method: "POST" },
              response: [
                response(200, { code: "LENT_OK", message: "It is yours." }),
                response(409, { error: { code: "BOOK_LENT", message: "Somebody has it." } }),
                { name: "Page", code: 502, body: "<html></html>" },
              ],
            },
          ],
        },
      ],
    };
    expect(read("library.postman_collection.json", JSON.stringify(collection, null, 2))).toEqual({
      BOOK_LENT: [[409], "Somebody has it."],
    });
  });
});
