/** Defines what all APIs have in common: ids, names, texts, times, messages, field errors, pages of lists, query parameters, access by browsers, deadlines, conflicts, and descriptions of responses. */

export {
  FieldError,
  formatMessage,
  Id,
  idParam,
  isoTime,
  Month,
  multiLine,
  Name,
  newId,
  singleLine,
  Text,
  Time,
  visibleText,
} from "./fields.ts";
export { measureBody } from "./json-size.ts";
export { asOne, browserAccess, carryRequestId, rejectQuery } from "./middlewares.ts";
export {
  inPage,
  type Page,
  type PageQuery,
  type Position,
  pageOf,
  pageQuery,
  startOf,
  toPage,
  wholeNumber,
} from "./page.ts";
export { responseDeadline } from "./response-deadline.ts";
export { bearer, deletedFile, explainConflict, fileForm, itemsOf, noContent, noStore } from "./responses.ts";
