/** Finds the codes of calls and objects that describe errors. */
export { codeOfDescription } from "./code-of-description.ts";
export { CodePlaces } from "./code-places.ts";
export { declaredNumbers, keyedNumbers, registeredCodes } from "./declared-codes.ts";
export { Factories } from "./factories.ts";
export { type NamedObject, namedObjects } from "./named-objects.ts";
export { factories, responders, statusOfFactory, statusOfResponder } from "./responders.ts";
export { VariableUses } from "./variable-uses.ts";
