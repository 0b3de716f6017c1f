/** Collects the errors that handlers send without a code, and proposes codes for them. */
export { InlineErrors, sentWithoutCode } from "./inline-errors.ts";
