/** Translates between the errors of a contract and those of tRPC 11. */
export { fromTRPCError, type TRPCFailure } from "./from-trpc-error.ts";
export {
  type ErrorData,
  type ErrorFormatter,
  type FormattedError,
  type FormatterOptions,
  toTRPCError,
  trpcErrorFormatter,
} from "./to-trpc-error.ts";
