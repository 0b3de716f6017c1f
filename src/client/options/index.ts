/** Checks the options of the client's functions. In the bundle of a page for production, only numbers are checked. */
export { checkClientOptions, checkFetchOptions, checkParseOptions } from "#check-options";
