import { CallError, clientError, messageOf } from "../call-error.ts";

/** Options that are numbers, with their least values. Each may be infinite. */
const leastValues = { retries: 0, maxWaitMs: 0, deadlineMs: 1, attemptMs: 1, maxBytes: 1 };

/**
 * Checks the options that are numbers. The bundle of a page checks nothing else; everywhere else `check-options` is used.
 *
 * @throws TypeError
 */
function checkNumbers(options: object): void {
  for (const [name, least] of Object.entries(leastValues)) {
    const { [name]: value = least } = options as Readonly<Record<string, unknown>>;
    if (typeof value !== "number" || !(value >= least))
      throw new TypeError(`${name} must be a number >= ${least}, received ${typeof value} ${value}.`);
  }
}

/** Throws the error of a connection that failed. Errors of browsers have neither a code nor a text that says why. */
function throwConnectionError(cause: unknown): never {
  throw cause instanceof CallError ? cause : clientError("unavailable", `Connection lost: ${messageOf(cause)}.`, cause);
}

/** The most usual headers of one request. For one that is missing, the gate only covers less. */
const requestHeader: RegExp = /^(accept|content-type|x-request-id|idempotency-key|errata-attempt)$/;

/** Checks nothing: the others are not numbers. */
function checkNothing(_value: unknown, _other?: unknown): void {}

export {
  checkNothing as checkArm,
  checkNothing as checkCallOptions,
  checkNothing as checkError,
  checkNothing as checkFetchInit,
  checkNothing as checkMetadata,
  checkNothing as checkObject,
  checkNothing as checkParseOptions,
  checkNothing as checkResponse,
  checkNumbers as checkClientOptions,
  checkNumbers as checkFetchOptions,
  requestHeader,
  throwConnectionError,
};
