import type { AnyContract } from "errata";
import { type CodeOf, type ExpectedError, expectError as expectErrorOf, type ReceivedError } from "errata/testing";
import { expect } from "vitest";
import { imaging } from "../imaging/contract.ts";
import type { Reply } from "./http-client.ts";

/** The contents of a documented error. */
export interface DocumentedError {
  readonly message: string;
  /** @default no details */
  readonly details?: unknown;
}

/** Expects a documented error of a contract with exactly these contents, and the headers that every error of the services has. */
export function expectDocumented<Of extends AnyContract>(
  contract: Of,
  reply: Reply,
  code: CodeOf<Of>,
  { message, details }: DocumentedError,
): ReceivedError {
  const expected: ExpectedError<any> = {
    message,
    details,
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(reply.text)),
      "cache-control": "no-store",
      "errata-code": code,
      "x-request-id": /^[\w-]{8,}$/,
    },
  };
  const error = expectErrorOf<AnyContract, string>(contract, reply, code, expected);
  if (details === undefined) expect(error.details ?? {}).toEqual({});
  return error;
}

/** Expects a documented error of the imaging API. */
export function expectError(
  reply: Reply,
  status: number,
  { code, ...error }: DocumentedError & { readonly code: string },
): void {
  expectDocumented(imaging, reply, code as CodeOf<typeof imaging>, error);
  expect(reply.status).toBe(status);
}
