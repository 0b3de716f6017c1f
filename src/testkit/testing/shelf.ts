import { AssertionError } from "node:assert";
import { z } from "zod";
import { type AnyContract, type AnyFactory, contract } from "../../contract/index.ts";
import { type BoundaryOptions, boundary } from "../../server/index.ts";

type ShelfCode =
  | "BOOK_NOT_FOUND"
  | "BOOK_LENT"
  | "CARD_REQUIRED"
  | "TOO_MANY_LOANS"
  | "SHELF_CLOSED"
  | "FIELD_WRONG"
  | "INTERNAL_ERROR";

/** A contract with errors of every form: details, declared headers, waits, languages. */
const typedShelf = contract({
  name: "shelf",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" }, requestId: "$requestId" },
  envelopes: {
    text: { detail: "$message" },
    field: { error: { code: "$code", message: "$message", field: "$details.field?" } },
  },
  errors: {
    BOOK_NOT_FOUND: {
      kind: "not_found",
      when: "No book has this id.",
      message: "Book {bookId} was not found.",
      details: z.object({ bookId: z.string() }),
    },
    BOOK_LENT: {
      kind: "conflict",
      when: "The book is lent.",
      message: "The book is lent until {until}.",
      details: z.object({
        until: z.string(),
        copies: z.array(z.object({ id: z.string(), due: z.number() })).optional(),
      }),
    },
    CARD_REQUIRED: { kind: "unauthenticated", when: "The request has no card.", message: "Send a card." },
    TOO_MANY_LOANS: {
      kind: "rate_limited",
      when: "The limit is reached.",
      message: "Too many loans.",
      details: z.object({ limit: z.number() }),
      headers: { "Loan-Limit": "{limit}", "Loan-Policy": "daily" },
    },
    SHELF_CLOSED: { kind: "invalid_state", when: "The shelf is closed.", message: "Closed.", envelope: "text" },
    FIELD_WRONG: {
      kind: "invalid_value",
      when: "A field is wrong.",
      message: "{field} is wrong.",
      details: z.object({ field: z.string(), reason: z.string() }),
      envelope: "field",
    },
    INTERNAL_ERROR: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
  },
  locales: {
    de: {
      BOOK_NOT_FOUND: "Das Buch {bookId} fehlt.",
      BOOK_LENT: "Bis {until} verliehen.",
      CARD_REQUIRED: "Karte vorlegen.",
      TOO_MANY_LOANS: "Zu viele Ausleihen.",
      SHELF_CLOSED: "Geschlossen.",
      FIELD_WRONG: "{field} ist falsch.",
      INTERNAL_ERROR: "Fehler.",
    },
  },
  operations: { "GET /books/{bookId}": ["BOOK_NOT_FOUND"], "POST /loans": ["BOOK_LENT", "TOO_MANY_LOANS"] },
  always: ["CARD_REQUIRED", "INTERNAL_ERROR"],
});

/** The same contract with untyped factories, whose type can be written down. */
export const shelf: AnyContract & { readonly error: Readonly<Record<ShelfCode, AnyFactory>> } = typedShelf as never;

/** Sends a request whose handler throws. */
export function respond(
  thrown: unknown,
  init: RequestInit = {},
  options: BoundaryOptions = {},
  of: AnyContract = shelf,
): Promise<Response> {
  const throwing = boundary(of, { routes: false, warn: () => undefined, ...options });
  return throwing.handle(new Request("http://localhost/books/b_9", init), () => {
    throw thrown;
  });
}

/** Returns the error of a failed expectation. */
export async function failureOf(expectation: () => unknown): Promise<AssertionError> {
  try {
    await expectation();
  } catch (failure) {
    if (failure instanceof AssertionError) return failure;
    throw failure;
  }
  throw new Error("expected the expectation to fail");
}
