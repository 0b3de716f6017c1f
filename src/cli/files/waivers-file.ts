import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { CommandError } from "../verb.ts";

/** A finding that a team accepts. */
export interface Waiver<Rule extends string> {
  readonly rule: Rule;
  /** The code, operation or other part that it covers. @default every part */
  readonly subject?: string;
  /** Why the finding is accepted, as one sentence. */
  readonly reason: string;
  /** Last date `YYYY-MM-DD` on which it applies. @default it never expires */
  readonly expires?: string;
}

/**
 * Reads a list of waivers in YAML or JSON.
 *
 * @throws CommandError that names the first entry that is wrong
 */
export async function readWaivers<Rule extends string>(
  file: string,
  isRule: (name: string) => name is Rule,
): Promise<readonly Waiver<Rule>[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${error.code}). Pass a list of waivers as --waivers.`);
  });
  const list = parseList(file, text);
  return list.map((entry, index) => readWaiver(entry, `${file}, entry ${index + 1}`, isRule));
}

function parseList(file: string, text: string): readonly unknown[] {
  try {
    // The core schema reads dates as text.
    const value: unknown = parse(text, { schema: "core" });
    if (Array.isArray(value)) return value;
  } catch (error) {
    throw new CommandError(`${file} is neither YAML nor JSON: ${(error as Error).message.split("\n", 1)[0]}`);
  }
  throw new CommandError(`${file}: expected a list of waivers, each with rule and reason.`);
}

function readWaiver<Rule extends string>(
  entry: unknown,
  where: string,
  isRule: (name: string) => name is Rule,
): Waiver<Rule> {
  const { rule, subject, reason, expires, ...rest } = (
    typeof entry === "object" && entry !== null ? entry : {}
  ) as Record<string, unknown>;
  const fail = (problem: string): never => {
    throw new CommandError(`${where}: ${problem}`);
  };
  if (typeof rule !== "string" || !isRule(rule)) return fail(`expected the name of a rule, received ${shown(rule)}.`);
  if (typeof reason !== "string" || reason.trim() === "")
    return fail("expected a reason, so that others know why. Add reason.");
  if (subject !== undefined && typeof subject !== "string")
    return fail(`expected text as subject, received ${shown(subject)}.`);
  if (expires !== undefined && !isDate(expires))
    return fail(`expected a date YYYY-MM-DD as expires, received ${shown(expires)}.`);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return fail(`expected rule, subject, reason and expires, received ${shown(unknown)}.`);
  return { rule, reason, ...(subject === undefined ? {} : { subject }), ...(expires === undefined ? {} : { expires }) };
}

function isDate(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
