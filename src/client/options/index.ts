/** Checks the arguments of the client's functions. In the bundle of a page for production, only numbers are checked. */
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
} from "#check-options";
