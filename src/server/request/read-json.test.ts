import { expect, test } from "vitest";
import { BodyError } from "./body-error.ts";
import { readJson } from "./read-json.ts";

function post(
  body: BodyInit | null,
  headers: Record<string, string> = { "content-type": "application/json" },
): Request {
  return new Request("http://x/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

async function failure(request: Request, maxBytes?: number): Promise<BodyError> {
  const thrown = await readJson(request, maxBytes === undefined ? {} : { maxBytes }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(BodyError);
  return thrown as BodyError;
}

test("reads a body with any JSON media type", async () => {
  expect(await readJson(post('{"a":[1]}'))).toEqual({ a: [1] });
  expect(await readJson(post("1", { "content-type": 'application/vnd.api+json; charset="UTF-8"' }))).toBe(1);
});

test("reads a __proto__ member as an ordinary own property", async () => {
  const value = (await readJson(post('{"__proto__":{"admin":true}}'))) as Record<string, unknown>;
  expect(Object.hasOwn(value, "__proto__")).toBe(true);
  expect((value as { admin?: boolean }).admin).toBeUndefined();
});

test.each([
  [{}],
  [{ "content-type": "text/plain" }],
  [{ "content-type": "application/json; charset=latin1" }],
  [{ "content-type": "application/jsonp" }],
])("headers %j raise unsupported_media", async (headers) => {
  const bytes = new TextEncoder().encode("{}");
  expect((await failure(post(bytes, headers as Record<string, string>))).condition).toBe("unsupported_media");
});

test("a Content-Encoding other than identity raises unsupported_media", async () => {
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  const error = await failure(post("{}", headers));
  expect([error.condition, error.message]).toEqual([
    "unsupported_media",
    "The body must not have a Content-Encoding; send it uncompressed.",
  ]);
  expect(await readJson(post("{}", { ...headers, "content-encoding": "Identity" }))).toEqual({});
});

test("a malformed body is reported by position and never quoted", async () => {
  const error = await failure(post('{"password":"hunter2",\n"x": oops}'));
  expect(error).toMatchObject({ condition: "malformed_body", details: { line: 2, column: 6 } });
  expect(error.message).toBe("The body is not valid JSON at line 2, column 6.");
  expect(error.cause).toBeUndefined();
});

test("an empty body, a truncated body and a body that is not UTF-8 raise malformed_body", async () => {
  expect((await failure(post(""))).condition).toBe("malformed_body");
  expect((await failure(post(null))).condition).toBe("malformed_body");
  expect((await failure(post('{"a":'))).message).toContain("end of body");
  expect((await failure(post(new Uint8Array([0x22, 0xff, 0x22])))).message).toContain("UTF-8");
});

test("a declared length over the limit is rejected before a byte is read", async () => {
  const request = post('{"a":1}', { "content-type": "application/json", "content-length": "1000001" });
  expect((await failure(request, 1_000_000)).details).toEqual({ maxBytes: 1_000_000 });
  expect(request.bodyUsed).toBe(false);
});

test("a body without Content-Length is rejected at the first byte over the limit", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1_000).fill(32));
    },
  });
  expect((await failure(post(endless), 5_000)).condition).toBe("body_too_large");
  expect(pulled).toBeLessThan(10);
});
