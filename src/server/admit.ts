import { accepts } from "./accept.ts";
import type { RequestContext } from "./request-context.ts";
import type { RaiseCondition } from "./translate.ts";

/** What one operation asks of its requests, beyond what all do. */
export interface OperationRules {
  /** Largest body in bytes, declared or counted. @default the boundary's `maxBodyBytes` */
  readonly maxBodyBytes?: number;
  /** Media types that the operation can answer; a request that accepts none of them gets 406. @default no check */
  readonly produces?: readonly string[];
  /** Whether a body without Content-Length gets 411. @default false */
  readonly lengthRequired?: boolean;
}

/** The part of the boundary's options that says what is too large, or not acceptable. */
export interface AdmitOptions {
  /** Longest request target, path and query, in characters. @default 8192 */
  readonly maxUriLength?: number;
  /** Largest body in bytes, declared or counted. @default 1 MiB */
  readonly maxBodyBytes?: number;
  /** How long a JSON body may take to arrive, in milliseconds, where an adapter reads it. @default 20_000 */
  readonly bodyDeadlineMs?: number;
  /** Rules of single operations, by the contract's name: `POST /v1/reports`. */
  readonly operations?: Readonly<Record<string, OperationRules>>;
}

const defaultMaxUriLength = 8_192;
const defaultMaxBodyBytes = 1024 * 1024;
/** The methods of RFC 9110 and PATCH: a server may refuse them with 405. Any other it does not know, which is 501. */
const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);

const bodied = new Set(["POST", "PUT", "PATCH"]);

/** The checks that need the head of a request only. */
export interface Admission {
  /** Refuses what no route could take. @throws `uri_too_long`, `not_implemented` */
  head(context: RequestContext): void;
  /** Refuses what the operation, or the cap of all, does not take. @throws `length_required`, `body_too_large`, `not_acceptable` */
  operation(context: RequestContext): void;
  /** Largest body of the request's operation, in bytes. */
  maxBodyBytes(context: RequestContext): number;
}

/** Makes the checks of a boundary. */
export function admission(options: AdmitOptions, raise: RaiseCondition): Admission {
  const { maxUriLength = defaultMaxUriLength, maxBodyBytes = defaultMaxBodyBytes, operations = {} } = options;
  const rulesOf = ({ operation }: RequestContext): OperationRules | undefined =>
    operation !== undefined && Object.hasOwn(operations, operation.name) ? operations[operation.name] : undefined;
  const capOf = (context: RequestContext): number => rulesOf(context)?.maxBodyBytes ?? maxBodyBytes;
  return {
    head({ request }) {
      if (request.target.length > maxUriLength)
        throw raise("uri_too_long", { maxBytes: maxUriLength }, { headers: { Connection: "close" } });
      if (!known.has(request.method)) throw raise("not_implemented", { method: request.method });
    },
    operation(context) {
      const { request } = context;
      const rules = rulesOf(context);
      if (rules?.produces !== undefined && !accepts(request.header("accept"), rules.produces))
        throw raise("not_acceptable", { accepted: rules.produces });
      const declared = request.header("content-length");
      if (typeof declared === "string") {
        if (Number(declared) <= capOf(context)) return;
        throw raise("body_too_large", { maxBytes: capOf(context) }, { headers: { Connection: "close" } });
      }
      if (rules?.lengthRequired === true && bodied.has(request.method))
        throw raise("length_required", {}, { headers: { Connection: "close" } });
    },
    maxBodyBytes: capOf,
  };
}
