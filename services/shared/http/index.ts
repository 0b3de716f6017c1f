/** Defines what all APIs have in common: ids, names, texts, times, messages, field errors, pages of lists, query parameters, access by browsers, conflicts, and descriptions of responses. */

export { browserAccess } from "./browser-access.ts";
export { explainConflict } from "./explain-conflict.ts";
export {
  FieldError,
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
export { formatMessage } from "./format-message.ts";
export { measureBody } from "./measure-body.ts";
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
export { rejectQuery } from "./reject-query.ts";
export { bearer, deletedFile, fileForm, itemsOf, noContent, noStore } from "./responses.ts";
