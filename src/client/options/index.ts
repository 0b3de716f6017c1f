/** Checks the arguments of the client's functions, and judges failures and headers. The bundle of a page for production has only the most usual. */
export {
  checkArm,
  checkCallOptions,
  checkClientOptions,
  checkError,
  checkFetchInit,
  checkFetchOptions,
  checkMetadata,
  checkObject,
  checkParseOptions,
  checkResponse,
  requestHeader,
  throwConnectionError,
} from "#check-options";
