/** Recognises what names in sources are about: errors, their parts, or statuses. */
export { statusOfClass, statusOfName, statusOfPhrase } from "./status-names.ts";
export { isErrorName, isErrorPath, nameOfKey, namesCode, otherSubject, roleOfKey, wordsOf } from "./words.ts";
