import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type ApiError, contract } from "../contract/index.ts";
import { builtInEnvelopes } from "../envelope/index.ts";
import { type CompleteResponse, expectError } from "./index.ts";
import { failureOf, respond, shelf } from "./testing/index.ts";

const { error } = shelf;
const notFound = (): ApiError => error.BOOK_NOT_FOUND({ bookId: "b_9" });

/** A response with the error BOOK_NOT_FOUND, changed by a mistake. */
interface Mistake {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: (body: any) => unknown;
}

async function mistaken(
  thrown: ApiError,
  { status, headers = {}, body = (same) => same }: Mistake,
): Promise<CompleteResponse> {
  const response = await respond(thrown, { headers: { "x-request-id": "request-0001" } });
  const changed = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) value === null ? changed.delete(name) : changed.set(name, value);
  return { status: status ?? response.status, headers: changed, body: body(await response.json()) };
}

describe("a response with a mistake", () => {
  it.each<[string, Mistake, string]>([
    ["another status", { status: 410 }, "status: expected 404, received 410"],
    [
      "another media type",
      { headers: { "content-type": "text/html" } },
      'header content-type: expected "application/json", received "text/html"',
    ],
    [
      "no media type",
      { headers: { "content-type": null } },
      'header content-type: expected "application/json", received nothing',
    ],
    [
      "another code in the header",
      { headers: { "errata-code": "BOOK_LENT" } },
      'code: expected "BOOK_NOT_FOUND", received "BOOK_LENT"',
    ],
    [
      "another code in the body",
      { body: (body) => ({ ...body, error: { ...body.error, code: "BOOK_LENT" } }) },
      'body.error.code: expected "BOOK_NOT_FOUND", received "BOOK_LENT"',
    ],
    [
      "another message",
      { body: (body) => ({ ...body, error: { ...body.error, message: "Gone." } }) },
      'body.error.message: expected "Book b_9 was not found.", received "Gone."',
    ],
    [
      "undeclared details",
      { body: (body) => ({ ...body, error: { ...body.error, details: { bookId: "b_9", row: 7 } } }) },
      "body.error.details.row: expected nothing, received 7",
    ],
    [
      "details of another type",
      { body: (body) => ({ ...body, error: { ...body.error, details: { bookId: 9 } } }) },
      "details: expected details that match the schema of BOOK_NOT_FOUND, received bookId: ",
    ],
    [
      "no details",
      { body: ({ error: { details, ...rest }, ...body }) => ({ ...body, error: rest }) },
      "details: expected details that match the schema of BOOK_NOT_FOUND, received ",
    ],
    [
      "another member",
      { body: (body) => ({ ...body, stack: "at x" }) },
      'body.stack: expected nothing, received "at x"',
    ],
    [
      "another envelope",
      { body: () => ({ statusCode: 404, message: "Not Found" }) },
      'body: expected the envelope shelf, received {"statusCode":404,"message":"Not Found"}',
    ],
    ["text", { body: () => "<html>" }, 'body: expected the envelope shelf, received "<html>"'],
    [
      "another request id in the body",
      { body: (body) => ({ ...body, requestId: "request-0002" }) },
      'header x-request-id: expected "request-0002", received "request-0001"',
    ],
    [
      "a wait that is not a number of seconds",
      { headers: { "retry-after": "soon" } },
      'header retry-after: expected whole seconds, at least 1, received "soon"',
    ],
  ])("fails because of %s", async (_, mistake, line) => {
    const response = await mistaken(notFound(), mistake);
    const { message } = await failureOf(() => expectError(shelf, response, "BOOK_NOT_FOUND"));
    expect(message).toContain(`- ${line}`);
  });

  it.each<[string, ApiError, keyof typeof error, Mistake, string]>([
    [
      "a challenge",
      error.CARD_REQUIRED(),
      "CARD_REQUIRED",
      { headers: { "www-authenticate": null } },
      "header www-authenticate: expected a challenge, received nothing",
    ],
    [
      "Retry-After",
      error.TOO_MANY_LOANS({ limit: 3 }),
      "TOO_MANY_LOANS",
      {},
      "header retry-after: expected whole seconds, at least 1, received nothing",
    ],
    [
      "a declared header",
      error.TOO_MANY_LOANS({ limit: 3 }),
      "TOO_MANY_LOANS",
      { headers: { "loan-policy": null } },
      'header loan-policy: expected "daily", received nothing',
    ],
    [
      "the value of a declared header",
      error.TOO_MANY_LOANS({ limit: 3 }),
      "TOO_MANY_LOANS",
      { headers: { "loan-limit": "4" } },
      'header loan-limit: expected "3", received "4"',
    ],
    [
      "the only place of its code",
      error.SHELF_CLOSED(),
      "SHELF_CLOSED",
      { headers: { "errata-code": null } },
      'header errata-code: expected "SHELF_CLOSED", received nothing',
    ],
  ])("fails because %s is missing", async (_, thrown, code, mistake, line) => {
    const response = await mistaken(thrown, mistake);
    expect((await failureOf(() => expectError(shelf, response, code))).message).toContain(`- ${line}`);
  });
});

test("accepts what the boundary sends in every built-in envelope, and rejects it when any value has changed", async () => {
  const json = fc.jsonValue({ maxDepth: 2 });
  const details = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), json, { maxKeys: 3 });
  for (const envelope of Object.keys(builtInEnvelopes)) {
    const api = contract({
      name: "shop",
      version: "1.0.0",
      envelope,
      errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out.", details: {} } },
    });
    await fc.assert(
      fc.asyncProperty(details, fc.nat(), async (sent, seed) => {
        const response = await respond(api.error.SOLD_OUT(sent), {}, {}, api);
        const expected = { details: JSON.parse(JSON.stringify(sent)) };
        await expectError(api, response, "SOLD_OUT");
        await expectError(api, response, "SOLD_OUT", expected);
        const body = await response.json();
        const changed = changeLeaf(body, seed);
        if (changed === undefined) return;
        const { status, headers } = response;
        // A changed value within the details is another error of the same code, so only the exact details reveal it.
        await failureOf(() => expectError(api, { status, headers, body: changed }, "SOLD_OUT", expected));
      }),
      { numRuns: 25, includeErrorInReport: true },
    );
  }
}, 60_000);

/** Returns a copy of JSON in which one leaf is another value; undefined if it has no leaves. */
function changeLeaf(value: unknown, seed: number): unknown {
  const copy = structuredClone({ root: value });
  const leaves: [parent: any, key: string][] = [];
  const visit = (parent: any): void => {
    for (const key of Object.keys(parent)) {
      if (typeof parent[key] === "object" && parent[key] !== null) visit(parent[key]);
      else if (key !== "requestId" && key !== "request_id") leaves.push([parent, key]);
    }
  };
  visit(copy);
  const [parent, key] = leaves[seed % Math.max(leaves.length, 1)] ?? [];
  if (parent === undefined || key === undefined) return undefined;
  parent[key] = parent[key] === "changed" ? "changed again" : "changed";
  return copy.root;
}
