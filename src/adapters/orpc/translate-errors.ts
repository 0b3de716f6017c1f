import { ORPCError } from "@orpc/client";
import { hasMember, requireBoundary, requireContract, requireMember } from "../../contract/faults/arguments.ts";
import { type AnyContract, ApiError } from "../../contract/index.ts";
import { type Boundary, schemaIssues } from "../../server/adapter.ts";

/** The members that are used of the options of an oRPC interceptor. */
export interface CallOptions {
  /** Path of the procedure. */
  readonly path: readonly string[];
  /** Runs the procedure. */
  next(): Promise<unknown>;
}

/** An interceptor of the calls of a handler's procedures. */
export type ErrorInterceptor = <Options extends CallOptions>(options: Options) => ReturnType<Options["next"]>;

/**
 * Returns an interceptor for the option `clientInterceptors` of an oRPC handler: every error that a procedure throws becomes one
 * of the contract, and is recorded by the boundary. Anything unexpected is the internal error, without its message.
 *
 * @example
 * ```ts
 * import { os } from "@orpc/server";
 * import { RPCHandler } from "@orpc/server/fetch";
 * import { contract } from "errata";
 * import { orpcErrorInterceptor } from "errata/orpc";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const order = os.handler(() => {
 *   throw shop.error.SOLD_OUT();
 * });
 * export const handler = new RPCHandler({ order }, { clientInterceptors: [orpcErrorInterceptor(boundary(shop))] });
 * ```
 */
export function orpcErrorInterceptor(boundary: Boundary): ErrorInterceptor {
  requireBoundary("orpcErrorInterceptor", boundary);
  const intercept = async ({ path, next }: CallOptions): Promise<unknown> => {
    try {
      return await next();
    } catch (thrown) {
      const route = path.join("/");
      const context = boundary.begin({ method: "POST", target: `/${route}`, header: () => undefined });
      context.route = route;
      throw toORPCError(boundary.respond(failureOf(thrown, boundary), context).error);
    }
  };
  return intercept as ErrorInterceptor;
}

/**
 * Returns the ORPCError of an error of the contract: its code, its status, its message, and its details as `data`.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { toORPCError } from "errata/orpc";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * toORPCError(shop.error.SOLD_OUT()).status; // 409
 * ```
 */
export function toORPCError(error: ApiError): ORPCError<string, unknown> {
  requireMember("toORPCError: error", error, "code", "an ApiError");
  const { code, status, message, details } = error;
  return new ORPCError(code, { status, message, data: details, cause: error });
}

/** Returns what the boundary translates. */
function failureOf(thrown: unknown, { raise }: Boundary): unknown {
  if (!(thrown instanceof ORPCError)) return thrown;
  const { cause, status } = thrown;
  if (cause instanceof ApiError) return cause;
  // The server is at fault, although the cause is that of a validator.
  if (status >= 500) return raise("internal", {}, { cause: thrown });
  return status === 400 && schemaIssues(cause) !== undefined ? cause : thrown;
}

/**
 * Returns the error of the contract that an oRPC client or a server-side caller has received.
 *
 * @returns undefined if the error does not belong to the contract, such as a failed connection
 * @example
 * ```ts
 * import { type AnyContract } from "errata";
 * import { fromORPCError } from "errata/orpc";
 *
 * export async function isSoldOut(order: () => Promise<unknown>, shop: AnyContract): Promise<boolean> {
 *   try {
 *     await order();
 *     return false;
 *   } catch (error) {
 *     return fromORPCError(error, shop)?.code === "SOLD_OUT";
 *   }
 * }
 * ```
 */
export function fromORPCError(error: unknown, contract: AnyContract): ApiError | undefined {
  requireContract("fromORPCError", contract);
  if (!hasMember(error, "code") || !(error instanceof ORPCError)) return undefined;
  const { code, status, message, data: details, cause } = error;
  const entry = contract.entries.get(String(code));
  if (entry === undefined) return undefined;
  if (cause instanceof ApiError) return cause;
  return ApiError.from({ code: entry.code, kind: entry.kind, status, message, details }, contract);
}
