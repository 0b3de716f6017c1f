/** Translates between the errors of a contract and those of tRPC 11. */
export {
  type ErrorData,
  type ErrorFormatter,
  type FormattedError,
  type FormatterOptions,
  fromTRPCError,
  type TRPCFailure,
  toTRPCError,
  trpcErrorFormatter,
} from "./translate-errors.ts";
