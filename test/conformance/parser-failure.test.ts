import { gunzip } from "node:zlib";
import { MulterError } from "multer";
import { expect, test } from "vitest";
import { shopBoundary } from "./shop.ts";

/** Responds to a request whose handler throws a value. */
async function respondTo(thrown: unknown, type = "multipart/form-data; boundary=b") {
  const { boundary, occurrences } = shopBoundary();
  const response = await boundary.handle(
    new Request("http://x/upload", { method: "POST", body: "x", headers: { "content-type": type } }),
    () => {
      throw thrown;
    },
  );
  return { status: response.status, text: await response.text(), code: occurrences[0]?.code };
}

test("the same error is internal when the request is not a form", async () => {
  expect(await respondTo(new Error("Unexpected end of form"), "application/json")).toMatchObject({ code: "FAILED" });
});

test.each([
  ["LIMIT_FILE_SIZE", 413, "BODY_TOO_LARGE"],
  ["LIMIT_PART_COUNT", 413, "BODY_TOO_LARGE"],
  ["LIMIT_UNEXPECTED_FILE", 422, "INVALID_ORDER"],
  ["MISSING_FIELD_NAME", 400, "MALFORMED_BODY"],
] as const)("multer's %s is %i %s, without the name of the part", async (code, status, expected) => {
  const reply = await respondTo(new MulterError(code, "hunter2"));
  expect(reply).toMatchObject({ status, code: expected });
  expect(reply.text).not.toContain("hunter2");
});

test("a body that is not compressed as it says is the contract's malformed_body", async () => {
  const thrown = await new Promise<unknown>((resolve) => gunzip("no gzip", resolve));
  const { boundary, occurrences } = shopBoundary();
  for (const headers of [{ "content-encoding": "gzip" }, {}] as const)
    await boundary.handle(new Request("http://x/echo", { method: "POST", body: "x", headers }), () => {
      throw thrown;
    });
  expect(occurrences.map(({ code }) => code)).toEqual(["MALFORMED_BODY", "FAILED"]);
});
