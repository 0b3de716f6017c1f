import { type AnyContract, ApiError, type PublicError } from "../../contract/index.ts";

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
export function fromTRPCError({ data, cause }: TRPCFailure, contract: AnyContract): ApiError | undefined {
  if (cause instanceof ApiError && contract.entries.has(cause.code)) return cause;
  const { errata } = (data ?? {}) as { readonly errata?: Partial<PublicError> };
  if (errata === undefined || !contract.entries.has(String(errata?.code))) return undefined;
  return ApiError.from(errata as PublicError, contract);
}
