import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { type TRPC_ERROR_CODE_NUMBER, TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { requireBoundary, requireContract, requireMember, requireValue } from "../../contract/faults/arguments.ts";
import { type AnyContract, ApiError, type PublicError } from "../../contract/index.ts";
import { type Boundary, schemaIssues } from "../../server/adapter.ts";

type Code = TRPCError["code"];

/** Members of `data` of an error that `trpcErrorFormatter` has formatted. */
export interface ErrorData {
  /** Code of tRPC for the status. */
  readonly code: Code;
  /** Status of the response. */
  readonly httpStatus: number;
  /** Path of the procedure. */
  readonly path: string | undefined;
  /** Error of the contract. */
  readonly errata: PublicError & {
    /** Id under which the error has been recorded. */
    readonly requestId: string;
  };
}

/** An error as the client receives it. */
export interface FormattedError {
  /** Message of the contract. */
  readonly message: string;
  /** Number of the code in JSON-RPC. */
  readonly code: TRPC_ERROR_CODE_NUMBER;
  /** Code, status, path and the error of the contract. */
  readonly data: ErrorData;
}

/** The members that are used of the options of an error formatter. */
export interface FormatterOptions {
  /** Error of the call. */
  readonly error: TRPCError;
  /** Type of the procedure; `unknown` if there is none. */
  readonly type: string;
  /** Path of the procedure; undefined if there is none. */
  readonly path: string | undefined;
}

/** The option `errorFormatter` of `initTRPC.create`. */
export type ErrorFormatter = (options: FormatterOptions) => FormattedError;

/**
 * Returns the option `errorFormatter` of `initTRPC.create`: every error that a procedure throws becomes one of the contract, and
 * is recorded by the boundary. Anything unexpected is the internal error, without its message and its stack.
 *
 * @example
 * ```ts
 * import { initTRPC } from "@trpc/server";
 * import { contract } from "errata";
 * import { boundary } from "errata/server";
 * import { trpcErrorFormatter } from "errata/trpc";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const t = initTRPC.create({ errorFormatter: trpcErrorFormatter(boundary(shop)) });
 * export const router = t.router({
 *   order: t.procedure.mutation(() => {
 *     throw shop.error.SOLD_OUT();
 *   }),
 * });
 * ```
 */
export function trpcErrorFormatter(boundary: Boundary): ErrorFormatter {
  requireBoundary("trpcErrorFormatter", boundary);
  return ({ error, type, path }) => {
    const method = type === "query" ? "GET" : "POST";
    const context = boundary.begin({ method, target: `/${path ?? ""}`, header: () => undefined });
    context.route = path;
    const own = boundary.respond(failureOf(error, boundary), context).error;
    const { code } = toTRPCError(own);
    return {
      message: own.message,
      code: TRPC_ERROR_CODES_BY_KEY[code],
      data: { code, httpStatus: own.status, path, errata: { ...publicPart(own), requestId: context.requestId } },
    };
  };
}

/**
 * Returns the TRPCError of an error of the contract, with the code that tRPC has for its status.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { toTRPCError } from "errata/trpc";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * toTRPCError(shop.error.SOLD_OUT()).code; // "CONFLICT"
 * ```
 */
export function toTRPCError(error: ApiError): TRPCError {
  requireMember("toTRPCError: error", error, "code", "an ApiError");
  const fallback = error.status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR";
  return new TRPCError({ code: codeOfStatus.get(error.status) ?? fallback, message: error.message, cause: error });
}

const codeOfStatus: ReadonlyMap<number, Code> = new Map(
  (Object.keys(TRPC_ERROR_CODES_BY_KEY) as Code[])
    .filter((code) => code !== "PARSE_ERROR")
    .map((code) => [getHTTPStatusCodeFromError(new TRPCError({ code })), code]),
);

/** Returns what the boundary translates: the cause, or an error with the status of the code. */
function failureOf(error: TRPCError, { raise }: Boundary): unknown {
  const { cause, code, message } = error;
  if (cause instanceof ApiError) return cause;
  // The server is at fault, although the cause is that of a validator.
  if (message === "Output validation failed") return raise("internal", {}, { cause, note: message });
  if (code === "PARSE_ERROR" || (code === "BAD_REQUEST" && cause instanceof SyntaxError))
    return raise("malformed_body", {}, { cause: error });
  // tRPC copies the members of a thrown object to an Error of its own.
  if (cause?.constructor.name === "UnknownCauseError")
    return raise("internal", {}, { cause, note: "a procedure threw an object that is not an Error" });
  const status = getHTTPStatusCodeFromError(error);
  if (status >= 500 || (status === 400 && schemaIssues(cause) !== undefined)) return cause ?? error;
  return Object.assign(new Error(message, { cause: error }), { status, expose: true });
}

/** Returns what the caller receives, with the details that are private in logs. */
function publicPart(error: ApiError): PublicError {
  const { details } = error;
  return details === undefined ? error.toJSON() : { ...error.toJSON(), details };
}

/** The members that are read of a TRPCClientError, or of the TRPCError that a server-side caller throws. */
export interface TRPCFailure {
  /** Data of an error that `trpcErrorFormatter` has formatted. */
  readonly data?: unknown;
  /** Error that a procedure has thrown, on the server. */
  readonly cause?: unknown;
}

/**
 * Returns the error of the contract that a tRPC client or a server-side caller has received.
 *
 * @returns undefined if the error does not belong to the contract, such as a failed connection
 * @example
 * ```ts
 * import { type AnyContract } from "errata";
 * import { fromTRPCError } from "errata/trpc";
 *
 * export async function isSoldOut(order: () => Promise<unknown>, shop: AnyContract): Promise<boolean> {
 *   try {
 *     await order();
 *     return false;
 *   } catch (error) {
 *     return fromTRPCError(error as Error, shop)?.code === "SOLD_OUT";
 *   }
 * }
 * ```
 */
export function fromTRPCError(failure: TRPCFailure, contract: AnyContract): ApiError | undefined {
  requireValue("fromTRPCError: failure", failure, "object");
  requireMember("fromTRPCError: failure", failure, "constructor", "an error of tRPC");
  requireContract("fromTRPCError", contract);
  const { data, cause } = failure;
  if (cause instanceof ApiError && contract.entries.has(cause.code)) return cause;
  const { errata } = (data ?? {}) as { readonly errata?: Partial<PublicError> };
  if (errata === undefined || !contract.entries.has(String(errata?.code))) return undefined;
  return ApiError.from(errata as PublicError, contract);
}
