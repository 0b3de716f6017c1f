/** What every API reads and writes the same way: ids, names, times, fields at fault, pages of lists, and queries that nobody asked for. */

export { FieldError } from "./field-error.ts";
export { Id, idParam } from "./id.ts";
export { isoTime } from "./iso-time.ts";
export { newId } from "./new-id.ts";
export { type Page, pageQuery, toPage } from "./page.ts";
export { refuseQuery } from "./refuse-query.ts";
export { multiLine, Name, singleLine, Text } from "./text.ts";
