import type { SqlValue } from "../store.ts";
import { StoreError } from "../store-error.ts";

/**
 * Loads the driver of an engine, which is an optional peer dependency.
 *
 * @param entryPoint subpath that needs the driver, for the message
 * @throws STORE_DRIVER_MISSING when the package is not installed
 */
export async function loadDriver<Driver>(
  name: string,
  entryPoint: string,
  load: () => Promise<Driver>,
): Promise<Driver> {
  try {
    return await load();
  } catch (cause) {
    // An installed driver can fail to load too, for example without its native binary: report that unchanged.
    const isMissing = cause instanceof Error && /NOT_FOUND/.test(codeOf(cause)) && cause.message.includes(`'${name}'`);
    if (!isMissing) throw cause;
    throw new StoreError(
      "STORE_DRIVER_MISSING",
      `"${entryPoint}" needs the package "${name}", which is not installed. Run: npm install ${name}`,
      { cause },
    );
  }
}

/** Reads the `code` of a Node or driver error; an empty string if there is none. */
export function codeOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "";
}

/**
 * Rejects values that the two engines would store differently: `undefined`, booleans, NaN, bigints and objects.
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkValues(text: TemplateStringsArray, values: readonly SqlValue[]): void {
  for (let index = 0; index < values.length; index++) {
    const value: unknown = values[index];
    const isBindable =
      typeof value === "string" || value === null || (typeof value === "number" && Number.isFinite(value));
    if (!isBindable) throw notBindable(text, index, value);
  }
}

/**
 * Rejects an integer that a JavaScript number cannot represent exactly, instead of returning a rounded one.
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkInteger(value: number, received: string | number = value): number {
  if (Number.isSafeInteger(value)) return value;
  throw new StoreError(
    "STORE_VALUE_INVALID",
    `expected an integer of at most 2^53 - 1, received ${received} from the database. Store it as TEXT, or keep it smaller.`,
  );
}

function notBindable(text: TemplateStringsArray, index: number, value: unknown): StoreError {
  const before = (text[index] ?? "").trimEnd().slice(-40);
  // The message names the type only: the value may be a secret.
  const type = value instanceof Date ? "a Date" : typeof value === "number" ? String(value) : typeof value;
  return new StoreError(
    "STORE_VALUE_INVALID",
    `expected a string, a finite number or null, received ${type} as value ${index + 1}, after "${before}". ` +
      "Convert it first: Number(flag), JSON.stringify(object), date.getTime(), value ?? null.",
  );
}
