import { ORPCError } from "@orpc/client";
import { type AnyContract, ApiError } from "../../contract/index.ts";

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
  if (!(error instanceof ORPCError)) return undefined;
  const { code, status, message, data: details, cause } = error;
  const entry = contract.entries.get(String(code));
  if (entry === undefined) return undefined;
  if (cause instanceof ApiError) return cause;
  return ApiError.from({ code: entry.code, kind: entry.kind, status, message, details }, contract);
}
