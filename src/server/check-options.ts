import { argumentError, requireValue } from "../contract/faults/arguments.ts";
import { maxTimerMs, requireInteger, requireOptions } from "../contract/faults/options.ts";
import type { AnyContract } from "../contract/index.ts";
import type { RequestLimits } from "./request/index.ts";
import type { RenderOptions } from "./response/index.ts";
import type { TranslateOptions } from "./translate/index.ts";

type CheckedOptions = RequestLimits & RenderOptions & TranslateOptions;

/** @see RFC 9110 section 5.6.2 */
const token = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const mediaType = /^[!#$&^_.+\dA-Za-z-]+\/([!#$&^_.+\dA-Za-z-]+|\*)$/;

/** A path, or a web address: no other scheme, such as `javascript:`. A code is appended to it. */
const docsAddress = /^(?:https?:\/\/(?=[^\s/?#])|(?![a-z][a-z\d+.-]*:))\S*[^A-Za-z\d\s]$/i;

const authenticateTypes = { scheme: "checked", realm: "checked" } as const;
const ruleTypes = { maxBodyBytes: 0, produces: "list", lengthRequired: "boolean" } as const;

/**
 * Checks the options of a boundary whose mistakes would show only later, in a response.
 *
 * @throws TypeError
 */
export function checkOptions({ name, operations }: AnyContract, options: CheckedOptions): void {
  if (options.bodyDeadlineMs !== undefined)
    requireInteger("boundary: bodyDeadlineMs", options.bodyDeadlineMs, 1, maxTimerMs);
  checkText("docs", options.docs, docsAddress, 'an address that ends in "/", "#", "=" or similar');
  const webAddress = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i;
  checkText("publicUrl", options.publicUrl, webAddress, "an absolute http or https URL without credentials and query");
  checkText("authenticate.scheme", options.authenticate?.scheme, token, "the name of a scheme, such as Bearer");
  checkText("authenticate.realm", options.authenticate?.realm, /^/, "a text");
  if (options.authenticate) requireOptions("boundary: authenticate", options.authenticate, authenticateTypes);
  for (const [index, rule] of (options.translate ?? []).entries())
    if (typeof (rule as Partial<typeof rule> | null)?.translate !== "function")
      throw argumentError(`boundary: translate[${index}]`, "a rule with a function `translate`", rule);
  for (const [name, refusal] of Object.entries(options.constraints ?? {}))
    requireValue(`boundary: constraints[${JSON.stringify(name)}]`, refusal, "function");
  for (const [operation, rules] of Object.entries(options.operations ?? {})) {
    const at = `operations[${JSON.stringify(operation)}]`;
    if (!operations.has(operation))
      throw argumentError(`boundary: ${at}`, `an operation of contract "${name}"`, operation);
    requireOptions(`boundary: ${at}`, rules, ruleTypes);
    for (const type of rules.produces ?? [])
      checkText(`${at}.produces`, type, mediaType, "a media type without parameters");
  }
}

function checkText(option: string, value: unknown, pattern: RegExp, expected: string): void {
  if (value === undefined || (typeof value === "string" && pattern.test(value))) return;
  throw argumentError(`boundary: ${option}`, expected, value);
}
