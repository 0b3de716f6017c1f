import { createHash, timingSafeEqual } from "node:crypto";
import { requireValue } from "../contract/faults/arguments.ts";

/** Decides whether a text is the operators' token. Takes equally long for every wrong one. */
export interface OperatorCheck {
  /** Returns whether a text is the token. */
  isToken(text: string): boolean;
  /** Returns whether an Authorization header carries the token as `Bearer`. */
  isBearer(authorization: string | null | undefined): boolean;
}

/** A token of fewer characters could be guessed from a cookie. */
const minLength = 20;
const maxLength = 1_000;

/**
 * Creates the check of a token, for addresses of your own that only operators may use.
 *
 * @param token 20 to 1,000 visible ASCII characters
 * @throws RangeError for another token. The message does not contain it
 * @example
 * ```ts
 * import { operatorCheck } from "errata/console";
 *
 * const operators = operatorCheck("a-token-of-an-operator");
 * operators.isBearer("Bearer a-token-of-an-operator"); // true
 * ```
 */
export function operatorCheck(token: string): OperatorCheck {
  requireValue("operatorCheck: token", token, "string");
  if (token.length < minLength || token.length > maxLength || !/^[\x21-\x7e]+$/.test(token))
    throw new RangeError(
      `Expected an operator token of ${minLength} to ${maxLength} visible ASCII characters, received ${token.length} characters. ` +
        "Generate one: openssl rand -hex 32",
    );
  const isToken = (text: string): boolean => isEqualSecret(text, token);
  return {
    isToken,
    isBearer(authorization) {
      const [, bearer = ""] = /^Bearer +(\S+) *$/i.exec((authorization ?? "").slice(0, 2 * maxLength)) ?? [];
      return isToken(bearer);
    },
  };
}

/** Compares hashes, so that the time depends on neither the content nor the length of the secret. */
export function isEqualSecret(received: string, expected: string): boolean {
  return timingSafeEqual(hash(received.slice(0, maxLength + 1)), hash(expected));
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
