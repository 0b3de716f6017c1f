/** Translates between the errors of a contract and those of oRPC 1. */
export {
  type CallOptions,
  type ErrorInterceptor,
  fromORPCError,
  orpcErrorInterceptor,
  toORPCError,
} from "./translate-errors.ts";
