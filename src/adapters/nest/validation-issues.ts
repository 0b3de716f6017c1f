import { HttpException } from "@nestjs/common";

/** One problem of a field, in the form that the boundary reads. */
interface Issue {
  readonly path: readonly string[];
  readonly message: string;
  readonly code?: string | undefined;
}

/** The members of class-validator's ValidationError that are used here. */
interface ValidationError {
  readonly property: string;
  readonly constraints?: object;
  readonly children?: readonly unknown[];
}

/** The boundary reports no more issues. */
const maxIssues = 100;
const maxErrors = 1_000;

/** Endings of class-validator's messages, each with a name for the rule that schema libraries use. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^should not be (?:empty|null or undefined)|^must be a non-empty/, "required"],
  [/^should not exist/, "additionalProperties"],
  [/^must (?:not be less|be longer|contain at least|be a positive)|^minimal /, "min"],
  [/^must (?:not be greater|be shorter|contain no more|contain not more|be a negative)|^maximal /, "max"],
  [/^must be (?:one of|equal to)|^should not be (?:one of|equal to)/, "enum"],
  [/^must be an? (?:string|number|integer|boolean|object|array|Date instance)|^must be either object or array/, "type"],
  [/^must (?:match|be an?|contain an?) /, "format"],
];
const sentence =
  /^(?:property |each value in |nested property |each value in nested property )?([\w$.[\]-]{1,200}) ((?:must|should) .*)$/s;
const pathAndText = /^([\w$.[\]-]{1,200}): (.*)$/s;
const reversed = /^((?:minimal|maximal) allowed date for) ([\w$.[\]-]{1,200}) (is .*)$/s;
const pipeText =
  /^(?:Validation failed \((.{1,100}) (?:is|are) expected\)|(?:\[\d+\] )?item must be (a [a-z ]{1,20}))$/;

/**
 * Adds field errors to an exception of Nest's pipes: of class-validator, a Standard Schema, nestjs-zod, or ParseIntPipe and the
 * like. The pipes keep only their texts.
 */
export function withIssues(exception: unknown): unknown {
  if (!(exception instanceof HttpException)) return exception;
  const status = exception.getStatus();
  const issues = status === 400 || status === 422 ? issuesOf(exception) : undefined;
  return issues === undefined ? exception : Object.defineProperty(exception, "validation", { value: issues });
}

function issuesOf(exception: HttpException): unknown {
  const { getZodError } = exception as { readonly getZodError?: unknown };
  if (typeof getZodError === "function") return getZodError.call(exception);
  const response = exception.getResponse() as { readonly message?: unknown } | string;
  const message = typeof response === "string" ? response : response.message;
  if (typeof message === "string") return pipeIssues(message);
  const items: readonly unknown[] = Array.isArray(message) ? message.slice(0, maxErrors) : grouped(message);
  const issues = items.every((item) => typeof item === "string")
    ? items.slice(0, maxIssues).map(textIssue)
    : errorIssues(items);
  // A list that someone else has written has no fields.
  return issues.some(({ path }) => path.length > 0) ? { issues } : undefined;
}

/** Reads `{ field: [texts] }`, the other format of ValidationPipe. */
function grouped(message: unknown): readonly ValidationError[] {
  if (typeof message !== "object" || message === null) return [];
  return Object.entries(message)
    .slice(0, maxErrors)
    .flatMap(([property, texts]) => (Array.isArray(texts) ? { property, constraints: { ...texts } } : []));
}

function pipeIssues(message: string): unknown {
  const [, text, item] = pipeText.exec(message) ?? [];
  const expected = text ?? item;
  if (expected === undefined) return undefined;
  const code = expected.startsWith("enum") ? "enum" : "format";
  return { issues: [{ path: ["parameter"], message: `Expected: ${expected}.`, code }] };
}

function textIssue(text: string): Issue {
  const [, date, field = "", limit] = reversed.exec(text) ?? [];
  if (date !== undefined) return issue(field, `${date} this field ${limit}`);
  const [, path, problem] = sentence.exec(text) ?? pathAndText.exec(text) ?? [];
  return path === undefined || problem === undefined ? { path: [], message: text } : issue(path, problem);
}

function issue(field: string, message: string): Issue {
  const code = rules.find(([pattern]) => pattern.test(message))?.[1];
  return { path: field.split("."), message: message.slice(0, 200), code };
}

/** Reads errors of class-validator, which an `exceptionFactory` has passed on. */
function errorIssues(errors: readonly unknown[]): readonly Issue[] {
  const issues: Issue[] = [];
  const queue = errors.map((error): readonly [unknown, readonly string[]] => [error, []]);
  // Grows while it is read; both bounds are needed, because errors may contain themselves.
  for (const [error, parents] of queue) {
    if (!isValidationError(error)) continue;
    const { property, constraints = {}, children = [] } = error;
    const path = [...parents, ...property.split(".")];
    for (const text of Object.values(constraints)) issues.push({ ...textIssue(String(text)), path });
    if (issues.length >= maxIssues) break;
    for (const child of children.slice(0, maxErrors - queue.length)) queue.push([child, path]);
  }
  return issues.slice(0, maxIssues);
}

function isValidationError(value: unknown): value is ValidationError {
  return typeof value === "object" && value !== null && typeof (value as ValidationError).property === "string";
}
