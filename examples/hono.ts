/** A complete API: two errors, declared once and raised by real conditions. Run it: node --conditions=errata-source --import tsx examples/hono.ts */
import { serve } from "@hono/node-server";
import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { z } from "zod";

const shelf = contract({
  name: "shelf",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    BOOK_NOT_FOUND: {
      kind: "not_found",
      when: "No book has the id.",
      message: "Book {bookId} was not found.",
      details: z.object({ bookId: z.string() }),
    },
    INTERNAL_ERROR: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." },
  },
  operations: { "GET /books/{bookId}": ["BOOK_NOT_FOUND"] },
  always: ["INTERNAL_ERROR"],
});

const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shelf));
const refuse = shelf.operation("GET /books/{bookId}");
app.get("/books/:bookId", (c) => {
  throw refuse.BOOK_NOT_FOUND({ bookId: c.req.param("bookId") });
});
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
