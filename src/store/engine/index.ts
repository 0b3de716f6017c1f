/** Shared by both engines: loading drivers, checking values, building statements from parts, and waiting in line. */
export { checkInteger, checkValues, codeOf, loadDriver } from "./driver.ts";
export { flatten, fragment } from "./fragment.ts";
export { type Semaphore, semaphore } from "./semaphore.ts";
