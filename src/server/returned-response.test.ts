import { describe, expect, test, vi } from "vitest";
import { contract } from "../contract/index.ts";
import { type BoundaryOptions, boundary, type Occurrence } from "./index.ts";
import { shop } from "./testing/index.ts";

/** Serves the responses that a handler returns. */
function serve(returned: () => Response, options: BoundaryOptions = {}, method = "GET") {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const { handle, respond } = boundary(shop, {
    record: (occurrence) => occurrences.push(occurrence),
    warn: (message) => warnings.push(message),
    ...options,
  });
  return { send: () => handle(new Request("http://x/orders", { method }), returned), respond, occurrences, warnings };
}

/** Returns a response with status 409 and a gzipped body. */
const compressed = (body: unknown): Response =>
  new Response(json(body, 409).body!.pipeThrough(new CompressionStream("gzip")), {
    status: 409,
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
  });

const problemType = "application/problem+json";
const json = (body: unknown, status: number, headers = {}): Response => Response.json(body, { status, headers });

describe("a response that a handler returns", () => {
  test.each([
    ["text", () => new Response("Not here", { status: 404 }), 404, "HTTP_404"],
    ["JSON of another shape", () => json({ success: false, error: { name: "ZodError" } }, 400), 400, "HTTP_400"],
    [
      "a code of another status",
      () => json({ ok: false, error: { code: "EMAIL_TAKEN", message: "m" } }, 404),
      404,
      "HTTP_404",
    ],
    ["an unknown code", () => json({ ok: false, error: { code: "NOPE", message: "m" } }, 409), 409, "HTTP_409"],
    [
      "an endless body",
      () => new Response(endless(), { status: 502, headers: { "content-type": "application/json" } }),
      502,
      "HTTP_502",
    ],
    ["a compressed body of another shape", () => compressed({ password: "hunter2" }), 409, "HTTP_409"],
    ["no body", () => new Response(null, { status: 503 }), 503, "HTTP_503"],
    [
      "a problem without a code",
      () => json({ title: "Not Found", status: 404, detail: "hunter2" }, 404, { "content-type": problemType }),
      404,
      "HTTP_404",
    ],
    [
      "details that its code does not declare",
      () => json({ ok: false, error: { code: "EMAIL_TAKEN", message: "m", details: { password: "hunter2" } } }, 409),
      409,
      "HTTP_409",
    ],
    [
      "a member that its envelope does not declare",
      () => json({ ok: false, error: { code: "EMAIL_TAKEN", message: "m", stack: "hunter2" } }, 409),
      409,
      "HTTP_409",
    ],
    [
      "an undeclared extension member of a problem",
      () => json({ code: "EMAIL_TAKEN", title: "t", password: "hunter2" }, 409, { "content-type": problemType }),
      409,
      "HTTP_409",
    ],
  ])(
    "with %s is sent as it is, recorded as uncatalogued, and warned about once",
    async (_name, returned, status, code) => {
      const { send, occurrences, warnings } = serve(returned);
      for (let times = 0; times < 2; times += 1) {
        const response = await send();
        expect([response.status, response.headers.get("x-request-id")]).toEqual([
          status,
          occurrences[times]?.requestId,
        ]);
        await response.body?.cancel();
      }
      expect(occurrences).toMatchObject(
        Array(2).fill({ code, status, uncatalogued: true, undeclared: true, operation: "GET /orders" }),
      );
      expect(warnings).toEqual([
        expect.stringContaining(`ERRATA_UNCATALOGUED: expected GET /orders to return the errors of contract "shop"`),
      ]);
    },
  );

  const taken = { code: "EMAIL_TAKEN", message: "The e-mail is taken." };
  test.each([
    ["an error of the contract", () => json({ ok: false, error: taken }, 409), "EMAIL_TAKEN"],
    [
      "the same as problem+json",
      () => json({ code: "EMAIL_TAKEN", title: "Email taken", status: 409 }, 409, { "content-type": problemType }),
      "EMAIL_TAKEN",
    ],
    [
      "one with declared details, an id and a page",
      () =>
        json(
          {
            code: "ORDER_NOT_FOUND",
            type: "https://x.example/ORDER_NOT_FOUND",
            orderId: "7",
            request_id: "r",
            detail: null,
          },
          404,
          { "content-type": problemType },
        ),
      "ORDER_NOT_FOUND",
    ],
    ["one that a middleware has compressed", () => compressed({ ok: false, error: taken }), "EMAIL_TAKEN"],
  ])("with %s is sent as it is, and recorded like a thrown one", async (_name, returned, code) => {
    const { send, occurrences, warnings } = serve(returned);
    const expected = await returned().text();
    expect(await (await send()).text()).toBe(expected);
    expect(warnings).toEqual([]);
    // The operation declares neither of them.
    expect(occurrences).toMatchObject([{ code, undeclared: true, uncatalogued: false, operation: "GET /orders" }]);
  });

  test("with a declared error is recorded with its headers, and not as a success", async () => {
    const occurrences: Occurrence[] = [];
    const successes: unknown[] = [];
    const { handle } = boundary(shop, {
      record: (occurrence) => occurrences.push(occurrence),
      recordSuccess: (success) => successes.push(success),
    });
    const send = (retryAfter: string) =>
      handle(new Request("http://x/orders", { method: "POST" }), () =>
        json({ ok: false, error: taken }, 409, { "retry-after": retryAfter, "x-should-retry": "false" }),
      );
    await send("5");
    await send("Wed, 21 Oct 2026 07:28:00 GMT");
    expect(occurrences).toMatchObject([
      { code: "EMAIL_TAKEN", undeclared: false, retryAfterSec: 5, shouldRetry: false },
      { code: "EMAIL_TAKEN", undeclared: false, retryAfterSec: undefined },
    ]);
    expect(successes).toEqual([]);
  });

  test.each([
    ["a success", () => new Response("fine")],
    ["a redirect", () => new Response(null, { status: 304 })],
  ])("with %s is not recorded", async (_name, returned) => {
    const { send, occurrences, warnings } = serve(returned);
    const expected = await returned().text();
    expect(await (await send()).text()).toBe(expected);
    expect([occurrences, warnings]).toEqual([[], []]);
  });

  test.each([
    ["a message of its own", { error: { ...taken, message: "SQL: hunter2" } }, 409],
    ["details of another type", { error: { ...taken, details: "hunter2" } }, 409],
    [
      "details that do not match their schema",
      { error: { code: "BODY_TOO_BIG", message: "At most hunter2 bytes.", details: { maxBytes: "hunter2" } } },
      413,
    ],
    [
      "a message that its details do not give",
      { error: { code: "ORDER_NOT_FOUND", message: "No order has the id hunter2.", details: { orderId: "7" } } },
      404,
    ],
    ["a request id that is a sentence", { error: { ...taken, requestId: "of hunter2" } }, 409],
    ["another constant", { error: taken, ok: true }, 409],
    ["a code's message with other text", { error: { code: "ORDER_NOT_FOUND", message: "SELECT hunter2" } }, 404],
  ])("with a known code and %s is uncatalogued", async (_name, body, status) => {
    const { send, occurrences } = serve(() => json({ ok: false, ...body }, status), { replaceUncatalogued: true });
    expect(await (await send()).text()).not.toContain("hunter2");
    expect(occurrences).toMatchObject([{ uncatalogued: true }]);
  });

  test.each([
    ["title", { code: "EMAIL_TAKEN", title: "hunter2", status: 409 }],
    ["page", { code: "EMAIL_TAKEN", type: "https://x.example/hunter2", title: "Email taken" }],
    ["status", { code: "EMAIL_TAKEN", status: 400, title: "Email taken" }],
  ])("with a problem that has another %s is uncatalogued", async (_name, body) => {
    const { send, occurrences } = serve(() => json(body, 409, { "content-type": problemType }));
    await send();
    expect(occurrences).toMatchObject([{ uncatalogued: true }]);
  });

  test("in another language of the contract, with a formatter, is recognised", async () => {
    const api = contract({
      name: "files",
      version: "1.0.0",
      envelope: "nested",
      errors: {
        TOO_MANY: {
          kind: "conflict",
          when: "Too many files.",
          message: "You have {count, plural, one {# file} other {# files}}.",
          details: { type: "object", properties: { count: { type: "integer" } } },
        },
      },
      locales: { de: { TOO_MANY: "Sie haben {count, plural, one {# Datei} other {# Dateien}}." } },
    });
    const formatter = (message: string) => (details: unknown) =>
      message.replace(/\{count.*\}\}/, (details as any).count === 1 ? "1 Datei" : "2 files");
    const occurrences: Occurrence[] = [];
    const { handle } = boundary(api, { formatter, record: (each) => occurrences.push(each), warn: () => undefined });
    const send = (message: string, details: object) =>
      handle(new Request("http://x/"), () => json({ error: { code: "TOO_MANY", message, details } }, 409));
    await send("Sie haben 1 Datei.", { count: 1 });
    // Without the details, the constant parts of the message are compared.
    await send("You have 7 files.", {});
    await send("You have 7 files.", { count: 2 });
    expect(occurrences.map(({ uncatalogued }) => uncatalogued)).toEqual([false, false, true]);
  });

  test("without a code is recognised by a declared message", async () => {
    const api = contract({
      name: "forum",
      version: "1.0.0",
      envelope: "fastapi",
      unified: "fastapi",
      errors: {
        GONE: { kind: "not_found", status: 410, when: "The post was deleted.", message: "The post was deleted." },
        CLOSED: {
          kind: "not_found",
          status: 410,
          when: "The thread is closed.",
          message: "The thread {id} is closed.",
          details: { type: "object", properties: { id: { type: "string" } } },
        },
      },
    });
    const occurrences: Occurrence[] = [];
    const { handle } = boundary(api, { record: (each) => occurrences.push(each), warn: () => undefined });
    const send = (detail: string) => handle(new Request("http://x/"), () => json({ detail }, 410));
    for (const text of ["The post was deleted.", "The thread 7 is closed.", "SELECT 7 is closed.", "The thread 7"])
      await send(text);
    expect(occurrences).toMatchObject([
      { code: "GONE", uncatalogued: false },
      { code: "CLOSED", uncatalogued: false },
      { uncatalogued: true },
      { uncatalogued: true },
    ]);
  });

  test.each([
    ["undefined", undefined],
    ["an object with a status", { status: 404 }],
    ["text", "hunter2"],
  ])("is the internal error if it is %s", async (_name, returned) => {
    const { send, occurrences } = serve(() => returned as never);
    expect([(await send()).status, occurrences.length]).toEqual([500, 1]);
  });

  test("to HEAD is recognised by the body that GET would have", async () => {
    const { send, occurrences } = serve(
      () => json({ ok: false, error: { code: "EMAIL_TAKEN", message: "The e-mail is taken." } }, 409),
      {},
      "HEAD",
    );
    expect((await send()).status).toBe(409);
    expect(occurrences).toMatchObject([{ code: "EMAIL_TAKEN", uncatalogued: false }]);
  });

  test.each([
    [404, "ROUTE_NOT_FOUND", 404],
    [409, "HTTP_409", 409],
    [429, "HTTP_429", 429],
    [502, "INTERNAL", 500],
  ])("with status %i is replaced by %s if `replaceUncatalogued` is set", async (status, code, expected) => {
    const returned = (): Response =>
      new Response("hunter2", { status, headers: { "retry-after": "5", "x-internal": "db-1" } });
    const { send, occurrences } = serve(returned, { replaceUncatalogued: true });
    const response = await send();
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.code, text.includes("hunter2")]).toEqual([expected, code, false]);
    expect([response.headers.get("x-internal"), response.headers.get("retry-after")]).toEqual([
      null,
      status < 500 ? "5" : null,
    ]);
    expect(occurrences).toMatchObject([{ code, uncatalogued: true, note: expect.stringContaining(String(status)) }]);
  });

  test("is warned about on the console, but not in production", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await serve(() => new Response("", { status: 404 }), { warn: undefined }).send();
    expect(warn).toHaveBeenCalledTimes(1);
    vi.stubEnv("NODE_ENV", "production");
    await serve(() => new Response("", { status: 404 }), { warn: undefined }).send();
    expect(warn).toHaveBeenCalledTimes(1);
    vi.unstubAllEnvs();
    warn.mockRestore();
  });
});

describe("a malformed body returns 400 from a Fetch handler", () => {
  const readers: Readonly<Record<string, (request: Request) => unknown>> = {
    "request.json()": (request) => request.json(),
    "JSON.parse of the text": async (request) => JSON.parse(await request.text()),
    "JSON.parse of the bytes": async (request) => JSON.parse(new TextDecoder().decode(await request.arrayBuffer())),
    "JSON.parse of a Blob": async (request) => JSON.parse(await (await request.blob()).text()),
    "JSON.parse of the stream": async (request) => JSON.parse(await new Response(request.body).text()),
    "a clone after a look at the stream": async (request) => [request.body, JSON.parse(await request.clone().text())],
    "the original after a look at its stream and a clone": async (request) => [
      request.body,
      request.clone(),
      await request.json(),
    ],
    "a clone": (request) => request.clone().json(),
    "the text of a clone": async (request) => JSON.parse(await request.clone().text()),
    "a function that wraps the error": async (request) => {
      const text = await request.text();
      try {
        JSON.parse(text);
      } catch (cause) {
        throw new Error("cannot parse", { cause });
      }
    },
  };
  test.each(Object.entries(readers))("that reads %s", async (_name, read) => {
    const { handle } = boundary(shop, { warn: () => undefined });
    const send = async (body: string | null, own: string): Promise<unknown> => {
      const headers = { "content-type": "application/json" };
      const response = await handle(
        new Request("http://x/orders", { method: "POST", body, headers }),
        async (request) => {
          await read(request);
          return Response.json(JSON.parse(own));
        },
      );
      return [response.status, ((await response.json()) as any)?.error?.code];
    };
    expect(await send("{bad", "{}")).toEqual([400, "MALFORMED_BODY"]);
    expect(await send("", "{}")).toEqual([400, "MALFORMED_BODY"]);
    expect(await send(null, "{}")).toEqual([400, "MALFORMED_BODY"]);
    expect(await send("{}", "{corrupt")).toEqual([500, "INTERNAL"]);
    expect(await send("{}", "{}")).toEqual([200, undefined]);
  });

  test("that reads the stream behind two boundaries, and a valid one is read once", async () => {
    const { handle } = boundary(shop, { warn: () => undefined });
    const inner = boundary(shop, { warn: () => undefined });
    const send = async (body: string | null): Promise<unknown> => {
      const init = { method: "POST", body, headers: { "content-type": "application/json" } };
      const response = await handle(new Request("http://x/orders", init), (outer) =>
        inner.handle(outer, async (request) =>
          Response.json(request.body === null ? {} : JSON.parse(await new Response(request.body).text())),
        ),
      );
      return response.status;
    };
    expect([await send("{bad"), await send("{}"), await send(null)]).toEqual([400, 200, 200]);
  });

  test("that reads a form", async () => {
    const { handle } = boundary(shop);
    const send = async (type: string): Promise<unknown> => {
      const init = { method: "POST", body: "garbage", headers: { "content-type": type } };
      const response = await handle(new Request("http://x/orders", init), async (request) => {
        await request.formData();
        return new Response();
      });
      return [response.status, ((await response.json()) as any).error.code];
    };
    expect(await send("multipart/form-data; boundary=x")).toEqual([400, "MALFORMED_BODY"]);
    expect(await send("application/json")).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test("that reads JSON through a copy of the request", async () => {
    const { handle } = boundary(shop);
    const send = async (body: string): Promise<number> => {
      const init = { method: "POST", body, headers: { "content-type": "application/json" } };
      const response = await handle(new Request("http://x/orders", init), async (request) =>
        Response.json(await new Request(request).json()),
      );
      return response.status;
    };
    expect([await send("{bad"), await send(""), await send("{}")]).toEqual([400, 400, 200]);
  });

  test("that reads a copy of a form", async () => {
    const { handle } = boundary(shop);
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const send = async (body: string): Promise<number> => {
      const response = await handle(
        new Request("http://x/orders", { method: "POST", body, headers }),
        async (request) => {
          await new Response(await request.arrayBuffer(), { headers }).formData();
          throw new TypeError("a bug");
        },
      );
      return response.status;
    };
    expect([await send("garbage"), await send("--x--\r\n")]).toEqual([400, 500]);
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(32)) });
}
