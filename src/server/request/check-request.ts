import type { ApiError, ApiErrorOptions, Condition } from "../../contract/index.ts";
import { accepts } from "./accept.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Creates the contract's error for a condition. Never throws.
 *
 * @param values values for the details that the code declares; the others are left out
 */
export type RaiseCondition = (
  condition: Condition,
  values?: Readonly<Record<string, unknown>>,
  options?: ApiErrorOptions,
) => ApiError;

/** Limits of one operation. */
export interface OperationRules {
  /** Largest body in bytes, declared or counted; 0 or more. @default the boundary's `maxBodyBytes` */
  readonly maxBodyBytes?: number | undefined;
  /** Media types that the operation can return. A request that accepts none of them is rejected with 406. @default no check */
  readonly produces?: readonly string[] | undefined;
  /** Whether a request without Content-Length is rejected with 411, unless its method has no body, such as GET or DELETE. @default false */
  readonly lengthRequired?: boolean | undefined;
}

/** Limits of a boundary. */
export interface RequestLimits {
  /** Longest request target (path and query) in characters, 1 or more. @default 8192 */
  readonly maxUriLength?: number | undefined;
  /** Largest body in bytes, declared or counted; 0 or more. @default 1_048_576 (1 MiB) */
  readonly maxBodyBytes?: number | undefined;
  /** Time within which a JSON body must arrive, in milliseconds, 1 or more. Applies to bodies that an adapter reads. @default 20_000 */
  readonly bodyDeadlineMs?: number | undefined;
  /** Limits of single operations, by the operation's name: `POST /v1/reports`. @default none */
  readonly operations?: Readonly<Record<string, OperationRules>> | undefined;
}

/** Checks that need only the head of a request. */
export interface RequestChecks {
  /** Rejects a request that no route could serve. @throws `uri_too_long` */
  checkRequestHead(context: RequestContext): void;
  /** Rejects a request that its operation does not accept. @throws `length_required`, `body_too_large`, `not_acceptable` */
  checkOperation(context: RequestContext): void;
  /** Returns the largest body that the request's operation accepts, in bytes. */
  maxBodyBytes(context: RequestContext): number;
}

const methodsWithoutBody = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

/** Creates the checks of a boundary. */
export function requestChecks(limits: RequestLimits, raise: RaiseCondition): RequestChecks {
  const { maxUriLength = 8_192, maxBodyBytes = 1_048_576, operations = {} } = limits;
  const rulesOf = ({ operation }: RequestContext): OperationRules | undefined =>
    operation !== undefined && Object.hasOwn(operations, operation.name) ? operations[operation.name] : undefined;
  const limitOf = (context: RequestContext): number => rulesOf(context)?.maxBodyBytes ?? maxBodyBytes;
  // A rejected body is not read to its end, so no other request can follow on the connection.
  const closing = { headers: { Connection: "close" } };
  return {
    checkRequestHead({ request: { target } }) {
      if (target.length > maxUriLength) throw raise("uri_too_long", { maxBytes: maxUriLength }, closing);
    },
    checkOperation(context) {
      const { request } = context;
      const rules = rulesOf(context);
      if (rules?.produces !== undefined && !accepts(request.header("accept"), rules.produces))
        throw raise("not_acceptable", { accepted: rules.produces });
      const declared = request.header("content-length");
      if (typeof declared === "string") {
        const maxBytes = limitOf(context);
        if (Number(declared) > maxBytes) throw raise("body_too_large", { maxBytes }, closing);
      } else if (rules?.lengthRequired === true && !methodsWithoutBody.has(request.method)) {
        throw raise("length_required", {}, closing);
      }
    },
    maxBodyBytes: limitOf,
  };
}
