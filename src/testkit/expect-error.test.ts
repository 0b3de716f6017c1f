import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { type ApiError, unify } from "../contract/index.ts";
import { boundary } from "../server/index.ts";
import { type CompleteResponse, type ExpectedError, errorRecorder, expectError, type ReceivedError } from "./index.ts";
import { failureOf, respond, shelf } from "./testing/index.ts";

const { error } = shelf;
const notFound = (): ApiError => error.BOOK_NOT_FOUND({ bookId: "b_9" });

describe("a response with the expected error", () => {
  it("is accepted and returned with its parts, and its body can still be read", async () => {
    const response = await respond(notFound(), { headers: { "x-request-id": "request-0001" } });
    const received = await expectError(shelf, response, "BOOK_NOT_FOUND", { details: { bookId: "b_9" } });
    expect(received).toMatchObject({
      code: "BOOK_NOT_FOUND",
      status: 404,
      message: "Book b_9 was not found.",
      details: { bookId: "b_9" },
      requestId: "request-0001",
    });
    expect(received.headers.get("errata-code")).toBe("BOOK_NOT_FOUND");
    expect(await response.json()).toMatchObject({ error: { code: "BOOK_NOT_FOUND" } });
  });

  it.each<[string, ApiError, keyof typeof error]>([
    ["with headers of its entry", error.TOO_MANY_LOANS({ limit: 3 }, { retryAfterMs: 1_500 }), "TOO_MANY_LOANS"],
    ["with a challenge", error.CARD_REQUIRED(), "CARD_REQUIRED"],
    ["whose envelope sends no code", error.SHELF_CLOSED(), "SHELF_CLOSED"],
    ["whose envelope sends a part of the details", error.FIELD_WRONG({ field: "a", reason: "b" }), "FIELD_WRONG"],
    ["of a condition", error.INTERNAL_ERROR(), "INTERNAL_ERROR"],
  ])("is accepted %s", async (_, thrown, code) => {
    await expectError(shelf, respond(thrown), code);
    await expectError(shelf, respond(thrown), code, { details: thrown.details as never });
  });

  it("is accepted in the other forms that a request can ask for", async () => {
    await expectError(
      shelf,
      respond(error.CARD_REQUIRED(), { headers: { "accept-language": "de" } }),
      "CARD_REQUIRED",
      {
        message: "Karte vorlegen.",
      },
    );
    const accept = "application/problem+json";
    await expectError(shelf, respond(notFound(), { headers: { accept } }), "BOOK_NOT_FOUND", {
      accept,
      details: { bookId: "b_9" },
    });
    const { status, headers } = await respond(notFound());
    for (const body of ["", {}]) expectError(shelf, { status, headers, body }, "BOOK_NOT_FOUND", { head: true });
    await expectError(shelf, respond(notFound(), {}, { docs: "/docs/" }), "BOOK_NOT_FOUND");
    await expectError(unify(shelf, "fastapi"), respond(notFound(), {}, {}, unify(shelf, "fastapi")), "BOOK_NOT_FOUND");
  });

  it("is accepted from the conditions and default codes of the boundary", async () => {
    const served = boundary(shelf);
    const send = (method: string, path: string): Promise<Response> =>
      served.handle(new Request(`http://localhost${path}`, { method }), () => new Response("ok"));
    await expectError(shelf, send("GET", "/nothing"), "ROUTE_NOT_FOUND");
    await expectError(shelf, send("DELETE", "/loans"), "METHOD_NOT_ALLOWED", {
      headers: { allow: "OPTIONS, POST" },
      details: { allow: ["OPTIONS", "POST"] },
    });
    const teapot = Object.assign(new Error("teapot"), { status: 418, statusCode: 418, expose: true });
    await expectError(shelf, respond(teapot), "HTTP_418");
  });
});

describe("clients", () => {
  const complete = async (): Promise<{ status: number; headers: Headers; text: string }> => {
    const { status, headers, ...response } = await respond(notFound()).then(async (each) => ({
      status: each.status,
      headers: each.headers,
      text: await each.text(),
    }));
    return { status, headers, ...response };
  };

  it("may return any form of a response", async () => {
    const { status, headers, text } = await complete();
    const record = Object.fromEntries(headers);
    const body = JSON.parse(text);
    const forms: readonly CompleteResponse[] = [
      { status, headers: record, text, body },
      { status, headers: record, body },
      { statusCode: status, headers: record, body: text },
      { status, headers: new Map(headers), data: body },
      {
        statusCode: status,
        headers: { ...record, ":status": 404, "Set-Cookie": ["a=1", "b=2"], "x-name": "Zoë 😀" },
        body: Buffer.from(text),
      },
    ];
    for (const response of forms)
      expect(expectError(shelf, response, "BOOK_NOT_FOUND").details).toEqual({ bookId: "b_9" });
    const streamed = { statusCode: status, headers: record, body: { text: async () => text } };
    await expectError(shelf, streamed, "BOOK_NOT_FOUND");
    const playwright = { status: () => status, headers: () => record, text: async () => text };
    await expectError(shelf, playwright, "BOOK_NOT_FOUND");
    await expectError(shelf, Promise.resolve(forms[0] as CompleteResponse), "BOOK_NOT_FOUND");
  });

  it("may reject with an error that has the response, as axios does", async () => {
    const { status, headers, text } = await complete();
    const rejected = Promise.reject(Object.assign(new Error("404"), { response: { status, headers, data: text } }));
    await expectError(shelf, rejected, "BOOK_NOT_FOUND");
    await expect(expectError(shelf, Promise.reject(new Error("ECONNREFUSED")), "BOOK_NOT_FOUND")).rejects.toThrow(
      /^ECONNREFUSED$/,
    );
  });

  it("may send the request over HTTP", async () => {
    const served = boundary(shelf, { routes: false });
    const server = createServer(async (_, outgoing) => {
      const response = await served.handle(new Request("http://localhost/"), () => {
        throw notFound();
      });
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await expectError(shelf, fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), "BOOK_NOT_FOUND");
    server.close();
  });

  it("throws a TypeError for a value that is not a response, a body that was read, and an unknown code", async () => {
    expect(() => expectError(shelf, { headers: {} }, "BOOK_NOT_FOUND")).toThrow(/^ERRATA_RESPONSE: .*received/);
    expect(() => expectError(shelf, undefined as never, "BOOK_NOT_FOUND")).toThrow(/received nothing/);
    const response = await respond(notFound());
    await response.text();
    await expect(expectError(shelf, response, "BOOK_NOT_FOUND")).rejects.toThrow(
      /^ERRATA_RESPONSE: .*has not been read/,
    );
    await expect(expectError(shelf, respond(notFound()), "BOOK_NOT_FUOND" as never)).rejects.toThrow(
      'ERRATA_CODE: expected a code of contract "shelf", received "BOOK_NOT_FUOND". Its codes: BOOK_NOT_FOUND, ',
    );
  });
});

describe("the details", () => {
  const lent = (): Promise<Response> =>
    respond(error.BOOK_LENT({ until: "2026-03-02", copies: [{ id: "c_1", due: 3 }] }));
  const check = (expected: ExpectedError<any>): Promise<ReceivedError> =>
    expectError(shelf, lent(), "BOOK_LENT", expected);

  it("are compared exactly, with regular expressions and matchers", async () => {
    await check({ details: { until: "2026-03-02", copies: [{ id: "c_1", due: 3 }] } });
    await check({ details: { until: /^2026-/, copies: [{ id: /^c_/, due: expect.any(Number) }] } });
    await check({ details: expect.objectContaining({ until: "2026-03-02" }) });
    expect((await failureOf(() => check({ details: { until: "2026-03-02" } }))).message).toContain(
      '- details.copies: expected nothing, received [{"id":"c_1","due":3}]',
    );
    expect((await failureOf(() => check({ details: { until: /^2025/, copies: [] } }))).message).toContain(
      '- details.until: expected a text that matches /^2025/, received "2026-03-02"\n- details.copies: expected [], received [{',
    );
  });

  it("are compared partially, where other members are allowed", async () => {
    await check({ detailsInclude: { copies: [{ due: 3 }] } });
    expect((await failureOf(() => check({ detailsInclude: { copies: [{ due: 4 }] } }))).message).toContain(
      "expected BOOK_LENT (409) of shelf, received BOOK_LENT (409) with differences:\n- details.copies[0].due: expected 4, received 3\n",
    );
  });

  it("that the envelope does not send decide the message", async () => {
    const wrong = (): Promise<Response> => respond(error.FIELD_WRONG({ field: "isbn", reason: "too short" }));
    await expectError(shelf, wrong(), "FIELD_WRONG", { details: { field: "isbn", reason: "anything" } });
    await expectError(shelf, wrong(), "FIELD_WRONG", { details: { field: "isbn" } });
    const { message } = await failureOf(() =>
      expectError(shelf, wrong(), "FIELD_WRONG", { details: { field: "title", reason: "too short" } }),
    );
    expect(message).toContain('- body.error.message: expected "title is wrong.", received "isbn is wrong."');
  });

  it("the message and headers are compared if they are expected", async () => {
    await check({ message: /lent until/, headers: { "cache-control": "no-store", "retry-after": null } });
    const { message } = await failureOf(() =>
      check({ message: "Lent.", headers: { "Cache-Control": /public/, "x-request-id": null } }),
    );
    expect(message).toMatch(/- header cache-control: expected a text that matches \/public\/, received "no-store"/);
    expect(message).toMatch(/- header x-request-id: expected nothing, received "/);
    expect(message).toMatch(/- message: expected "Lent\.", received "The book is lent until 2026-03-02\."/);
  });
});

describe("a failed expectation", () => {
  it("names the code that was received instead, and shows the response", async () => {
    const response = respond(error.BOOK_LENT({ until: "May" }), { headers: { "x-request-id": "request-0001" } });
    const failure = await failureOf(() =>
      expectError(shelf, response, "BOOK_NOT_FOUND", { details: { bookId: "b_9" } }),
    );
    expect(failure.message).toBe(`expected BOOK_NOT_FOUND (404) of shelf, received BOOK_LENT (409):
- status: expected 404, received 409
- code: expected "BOOK_NOT_FOUND", received "BOOK_LENT"
The response: 409 application/json {"error":{"code":"BOOK_LENT","message":"The book is lent until May.","details":{"until":"May"}},"requestId":"request-0001"}`);
    expect([failure.actual, failure.expected]).toEqual([
      { status: 409, code: "BOOK_LENT" },
      { status: 404, code: "BOOK_NOT_FOUND" },
    ]);
  });

  it.each([
    ["a success", { status: 200, headers: {}, body: "ok" }, "a successful response (200)"],
    ["a proxy's page", { status: 502, headers: {}, body: "<html>" }, "no error of the contract (502)"],
    [
      "a code of another contract",
      { status: 404, headers: {}, body: { error: { code: "GONE", message: "" }, requestId: "" } },
      '"GONE", which is not a code of the contract (404)',
    ],
  ])("describes %s", async (_, response, description) => {
    const { message } = await failureOf(() => expectError(shelf, response, "BOOK_NOT_FOUND"));
    expect(message.split("\n")[0]).toBe(`expected BOOK_NOT_FOUND (404) of shelf, received ${description}:`);
  });

  it("shows the cause that a recorder of the same process received, with secrets masked", async () => {
    const record = errorRecorder(shelf);
    const thrown = new TypeError("no connection to postgres://app:hunter2@db/shelf");
    const { message } = await failureOf(() => expectError(shelf, respond(thrown, {}, { record }), "BOOK_NOT_FOUND"));
    expect(message).toMatch(/received INTERNAL_ERROR \(500\)/);
    expect(message).toMatch(
      /\nThe boundary recorded: TypeError: no connection to postgres:\/\/app:\*\*\*@db\/shelf; at .*expect-error\.test\.ts/,
    );
  });

  it("has a stack that leads to the test, also for a promise", async () => {
    const failure = await failureOf(() => expectError(shelf, respond(error.CARD_REQUIRED()), "BOOK_NOT_FOUND"));
    const [first] = (failure.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
    expect(first).toContain("expect-error.test.ts");
  });
});
