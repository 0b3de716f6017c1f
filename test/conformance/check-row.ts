import type { Occurrence } from "errata/server";
import { expect, vi } from "vitest";
import type { Reply } from "./client.ts";
import type { Framework } from "./framework.ts";
import { type Expectation, messages, type Row, requestIdOf } from "./rows.ts";
import { origin, secret } from "./shop.ts";

/** Returns what a row requires of a framework. */
export function expectationOf(row: Row, { differs }: Framework): Expectation {
  return { ...row.expect, ...differs?.[row.id]?.expect };
}

/** Expects the exact status, headers and body of a row, and the error that is recorded. */
export async function checkRow(
  row: Row,
  framework: Framework,
  reply: Reply | undefined,
  occurrences: readonly Occurrence[],
): Promise<void> {
  const expected = expectationOf(row, framework);
  if (expected.isAborted) expect(reply).toBeUndefined();
  else if (reply === undefined) throw new Error("Expected a response, received none.");
  else checkReply(row, framework, reply, occurrences.map((occurrence) => String(occurrence.cause)).join());
  await checkOccurrences(expected, occurrences);
}

/** @param cause shown if the status or the body differs */
function checkReply(row: Row, framework: Framework, reply: Reply, cause: string): void {
  const expected = expectationOf(row, framework);
  const { status, code, headers = {}, isForeign = false, isCut = false } = expected;
  const id = reply.headers.get("x-request-id");
  expect({ status: reply.status, body: reply.body }, cause).toEqual({ status, body: bodyOf(expected, id) });
  expect(reply.isComplete).toBe(!isCut);
  expect(Object.fromEntries(Object.keys(headers).map((name) => [name, reply.headers.get(name)]))).toEqual(headers);
  if (!isRaw(reply)) expect(id).toBe(isForeign ? null : requestIdOf(row));
  if (code !== undefined) checkErrorHeaders(reply, code, framework.lacks?.length === undefined);
  if (framework.lacks?.cors === undefined && row.group === "Errors")
    expect(reply.headers.get("access-control-allow-origin")).toBe(origin);
  if (expected.body === undefined || !expected.body.includes(secret)) expect(leakOf(reply)).toBeUndefined();
}

/** Returns the header or the body that contains the secret. */
export function leakOf({ headers, body }: Reply): string | undefined {
  if (body.includes(secret)) return "body";
  return [...headers].find(([, value]) => value.includes(secret))?.[0];
}

/** A request that is not HTTP has no id, so the server has made one up. */
function isRaw({ headers }: Reply): boolean {
  return /^[\da-f-]{36}$/.test(headers.get("x-request-id") ?? "");
}

function bodyOf({ code, message, details, body = "" }: Expectation, requestId: string | null): string {
  if (code === undefined) return body;
  const error = { code, message: message ?? messages[code], ...(details !== undefined && { details }) };
  return JSON.stringify({ error, request_id: requestId });
}

/** @param hasLength whether the framework sends Content-Length */
function checkErrorHeaders({ headers, body }: Reply, code: string, hasLength: boolean): void {
  expect({
    type: headers.get("content-type"),
    code: headers.get("errata-code"),
    cache: headers.get("cache-control"),
    length: headers.get("content-length"),
  }).toEqual({
    type: "application/json",
    code,
    cache: "no-store",
    length: hasLength ? String(Buffer.byteLength(body)) : null,
  });
}

async function checkOccurrences(expected: Expectation, occurrences: readonly Occurrence[]): Promise<void> {
  const { code, recorded = code, isUndeclared = false } = expected;
  if (recorded === undefined) return;
  await vi.waitFor(() => expect(occurrences.map((occurrence) => occurrence.code)).toEqual([recorded]), 5_000);
  expect(occurrences[0]?.undeclared).toBe(isUndeclared);
}
