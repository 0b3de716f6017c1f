import { STATUS_CODES } from "node:http";
import { synonyms } from "../../evidence/index.ts";

const byName: ReadonlyMap<string, number> = new Map([
  ...Object.entries(STATUS_CODES).map(([status, phrase = ""]) => [normal(phrase), Number(status)] as const),
  ...Object.entries(synonyms),
]);

/** Constants of `java.net.HttpURLConnection` that are no phrases of HTTP. */
const javaNames: Readonly<Record<string, number>> = {
  HTTP_BAD_METHOD: 405,
  HTTP_PROXY_AUTH: 407,
  HTTP_CLIENT_TIMEOUT: 408,
  HTTP_PRECON_FAILED: 412,
  HTTP_ENTITY_TOO_LARGE: 413,
  HTTP_REQ_TOO_LONG: 414,
  HTTP_UNSUPPORTED_TYPE: 415,
  HTTP_SERVER_ERROR: 500,
  HTTP_UNAVAILABLE: 503,
  HTTP_VERSION: 505,
};

/** Returns the status with a phrase: `NotFound`, `NOT_FOUND`, `not found`. */
export function statusOfPhrase(name: string): number | undefined {
  return byName.get(normal(name));
}

/** Returns the status that a constant of a library stands for: `http.StatusNotFound`, `HTTP_404_NOT_FOUND`, `HttpStatus.GONE`. */
export function statusOfName(path: readonly string[]): number | undefined {
  const last = path.at(-1) ?? "";
  const numbered = /^(?:HTTP_?|Status_?|SC_|_)?(?:STATUS_?)?([1-5]\d\d)(?:_?([A-Za-z_]+))?$/i.exec(last);
  if (numbered !== null) {
    const [, number = "", phrase = ""] = numbered;
    const isNamed = statusOfPhrase(phrase) === Number(number) || /^(?:HTTP|Status|SC)/i.test(last);
    if (isNamed || (phrase === "" && isStatusOwner(path))) return Number(number);
  }
  if (Object.hasOwn(javaNames, last)) return javaNames[last];
  const prefixed = /^(?:HTTP_STATUS_|HTTP_|SC_|STATUS_|Status)(?=[A-Z])(.+)$/.exec(last)?.[1];
  if (prefixed !== undefined) {
    const status = statusOfPhrase(prefixed);
    if (status !== undefined) return status;
  }
  return path.length > 1 && isStatusOwner(path) ? statusOfPhrase(last) : undefined;
}

/** Returns the status of the parent class or factory that is named after it: `NotFoundException`, `Boom.conflict`, `ConflictError`. */
export function statusOfClass(name: string): number | undefined {
  const stem = name
    .replace(/^(?:Http|HTTP)(?=[A-Z])/, "")
    .replace(/(?:Http)?(?:Exception|Error|Problem|Failure|Fault)$/, "");
  return stem === "" ? undefined : statusOfPhrase(stem);
}

function isStatusOwner(path: readonly string[]): boolean {
  const owner = path.slice(0, -1).join(".");
  return /status|http|response/i.test(owner) && (!/grpc|codes$/i.test(owner) || /(?:^|\.)StatusCodes$/.test(owner));
}

function normal(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, "");
}
