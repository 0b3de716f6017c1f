/** Checks the options of the client's functions. In the bundle of a page for production, only numbers are checked. */
export {
  checkCallOptions,
  checkClientOptions,
  checkFetchInit,
  checkFetchOptions,
  checkParseOptions,
} from "#check-options";
