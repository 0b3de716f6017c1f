import { describe, expect, test } from "vitest";
import { boundary, type Occurrence } from "../index.ts";
import { shop } from "../testing/index.ts";

function create() {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { warn: () => undefined, record: (occurrence) => occurrences.push(occurrence) });
  const respond = (response: Response, method = "GET") =>
    shopBoundary.handle(new Request("http://x/orders/o_1", { method }), () => response);
  return { respond, occurrences };
}

/** Creates a stream that fails after its parts. */
function failing(...parts: readonly string[]): ReadableStream<Uint8Array> {
  const rest = [...parts];
  return new ReadableStream({
    pull(controller) {
      const part = rest.shift();
      if (part === undefined) controller.error(new Error("hunter2"));
      else controller.enqueue(new TextEncoder().encode(part));
    },
  });
}

const types: readonly Record<string, string>[] = [
  { "content-type": "application/json" },
  { "content-type": "application/geo+json" },
  { "content-type": "text/plain" },
  { "content-type": "text/html" },
  { "content-type": "text/csv" },
  { "content-type": "application/pdf", "content-length": "1000" },
  {},
];

describe("a stream that fails", () => {
  test.each(types)("after its first part is recorded and cut, with the headers %o", async (headers) => {
    const { respond, occurrences } = create();
    const response = await respond(new Response(failing("[1,"), { headers }));
    await expect(response.text()).rejects.toThrow("The response stream was cut.");
    expect(occurrences).toMatchObject([{ code: "INTERNAL", cause: { message: "hunter2" } }]);
  });

  test.each(types)("before its first part gets the contract's error, with the headers %o", async (headers) => {
    const { respond, occurrences } = create();
    const response = await respond(new Response(failing(), { headers }));
    expect([response.status, (await response.json()).error.code]).toEqual([500, "INTERNAL"]);
    expect(occurrences).toMatchObject([{ code: "INTERNAL", cause: { message: "hunter2" } }]);
  });

  test("is recorded for an error that a handler returns, too", async () => {
    const { respond, occurrences } = create();
    const response = await respond(new Response(failing("a"), { status: 418 }));
    await expect(response.text()).rejects.toThrow("The response stream was cut.");
    expect(occurrences.map(({ code }) => code)).toEqual(["HTTP_418", "INTERNAL"]);
  });
});

test("a body that is there at once stays whole", async () => {
  const bodies: readonly (readonly [BodyInit | null, string])[] = [
    ["text", "text"],
    ["", ""],
    [null, ""],
    ["x".repeat(1_000_000), "x".repeat(1_000_000)],
    [new TextEncoder().encode("bytes"), "bytes"],
    [new Blob(["a", "b"]), "ab"],
    [new URLSearchParams({ a: "1" }), "a=1"],
    [new Blob(["a".repeat(100_000), "b".repeat(100_000)]).stream(), "a".repeat(100_000) + "b".repeat(100_000)],
  ];
  for (const [body, text] of bodies) {
    const { respond, occurrences } = create();
    const response = await respond(new Response(body, { status: 201, headers: { "x-kept": "1" } }));
    expect([response.status, response.headers.get("x-kept"), await response.text()]).toEqual([201, "1", text]);
    expect(occurrences).toEqual([]);
  }
});

test("a part that is not bytes reaches the server, which rejects it", async () => {
  const { respond } = create();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue("text");
      controller.close();
    },
  });
  expect((await (await respond(new Response(body))).body?.getReader().read())?.value).toBe("text");
});

describe("a Content-Length that is not that of the body", () => {
  test.each([
    ["text", "text"],
    ["bytes", new Uint8Array(5)],
    ["no body", null],
  ])("is removed from a response with %s", async (_name, body) => {
    const { respond } = create();
    for (const status of [200, 418]) {
      const response = await respond(new Response(body, { status, headers: { "content-length": "19" } }));
      expect([response.status, response.headers.get("content-length")]).toEqual([status, null]);
    }
  });

  test("is kept if no body follows: to HEAD, and with 304", async () => {
    const { respond } = create();
    const headers = { "content-length": "19" };
    expect((await respond(new Response(null, { headers }), "HEAD")).headers.get("content-length")).toBe("19");
    expect((await respond(new Response(null, { headers, status: 304 }))).headers.get("content-length")).toBe("19");
  });

  test("is kept if it is right", async () => {
    const { respond } = create();
    const response = await respond(new Response("größe", { headers: { "content-length": "7" } }));
    expect([response.headers.get("content-length"), await response.text()]).toEqual(["7", "größe"]);
  });

  test("interrupts a stream before more bytes are sent, or at its end if some are missing", async () => {
    for (const length of ["2", "4"]) {
      const { respond, occurrences } = create();
      const source = failing("abc").pipeThrough(new TransformStream());
      const response = await respond(new Response(source, { headers: { "content-length": length } }));
      await expect(response.text()).rejects.toThrow("The response stream was cut.");
      expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL"]);
    }
  });
});
