import { requireOptions } from "../contract/faults/options.ts";
import type { AnyContract } from "../contract/index.ts";
import type { RequestLimits } from "./request/index.ts";
import type { RenderOptions } from "./response/index.ts";
import type { TranslateOptions } from "./translate/index.ts";

type CheckedOptions = RequestLimits & RenderOptions & Pick<TranslateOptions, "outageRetryMs">;

/** Longest delay of a timer, in milliseconds; a longer one would fire at once. */
const maxTimerMs = 2_147_483_647;
/** @see RFC 9110 section 5.6.2 */
const token = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const mediaType = /^[!#$&^_.+\dA-Za-z-]+\/([!#$&^_.+\dA-Za-z-]+|\*)$/;

const authenticateTypes = { scheme: "checked", realm: "checked" } as const;
const ruleTypes = { maxBodyBytes: "checked", produces: "object", lengthRequired: "boolean" } as const;

/**
 * Checks the options of a boundary whose mistakes would show only later, in a response.
 *
 * @throws RangeError that names the option; TypeError if it has another type or does not exist
 */
export function checkOptions({ name, operations }: AnyContract, options: CheckedOptions): void {
  checkInteger("maxUriLength", options.maxUriLength, 1);
  checkInteger("maxBodyBytes", options.maxBodyBytes, 0);
  checkInteger("bodyDeadlineMs", options.bodyDeadlineMs, 1, maxTimerMs);
  checkInteger("outageRetryMs", options.outageRetryMs, 1);
  checkText("docs", options.docs, /^\S*[^A-Za-z\d\s]$/, 'an address that ends in "/", "#", "=" or similar');
  const webAddress = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i;
  checkText("publicUrl", options.publicUrl, webAddress, "an absolute http or https URL without credentials and query");
  checkText("authenticate.scheme", options.authenticate?.scheme, token, "the name of a scheme, such as Bearer");
  checkText("authenticate.realm", options.authenticate?.realm, /^/, "a text");
  if (options.authenticate) requireOptions("boundary: authenticate", options.authenticate, authenticateTypes);
  for (const [operation, rules] of Object.entries(options.operations ?? {})) {
    const at = `operations[${JSON.stringify(operation)}]`;
    if (!operations.has(operation)) throw fault(at, `an operation of contract "${name}"`, operation);
    requireOptions(`boundary: ${at}`, rules, ruleTypes);
    checkInteger(`${at}.maxBodyBytes`, rules.maxBodyBytes, 0);
    for (const type of rules.produces ?? [])
      checkText(`${at}.produces`, type, mediaType, "a media type without parameters");
  }
}

function checkInteger(option: string, value: unknown, minimum: number, maximum = Number.MAX_SAFE_INTEGER): void {
  if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum))
    return;
  throw fault(option, `an integer from ${minimum} to ${maximum}`, value);
}

function checkText(option: string, value: unknown, pattern: RegExp, expected: string): void {
  if (value === undefined || (typeof value === "string" && pattern.test(value))) return;
  throw fault(option, expected, value);
}

function fault(option: string, expected: string, value: unknown): RangeError {
  const received = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new RangeError(
    `ERRATA_OPTION_INVALID: expected the boundary's option \`${option.slice(0, 200)}\` to be ${expected}, received ${received.slice(0, 80)}.`,
  );
}
