import type { SqlValue } from "./store.ts";
import { StoreError } from "./store-error.ts";

/**
 * Refuses values that the two engines would store differently (`undefined`, booleans, NaN, bigint, objects).
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkValues(text: TemplateStringsArray, values: readonly SqlValue[]): void {
  for (let index = 0; index < values.length; index++) {
    const value: unknown = values[index];
    const isBindable =
      typeof value === "string" || value === null || (typeof value === "number" && Number.isFinite(value));
    if (!isBindable) throw unbindable(text, index, value);
  }
}

/**
 * Refuses an integer that JavaScript cannot hold exactly, instead of handing out a neighbour of it.
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

function unbindable(text: TemplateStringsArray, index: number, value: unknown): StoreError {
  const before = (text[index] ?? "").trimEnd().slice(-40);
  // The value itself stays out of the message: it may be a secret.
  return new StoreError(
    "STORE_VALUE_INVALID",
    `expected a string, a finite number or null, received ${describe(value)} as value ${index + 1}, after "${before}". ` +
      "Convert it first: Number(flag), JSON.stringify(object), date.getTime(), value ?? null.",
  );
}

function describe(value: unknown): string {
  if (typeof value === "number") return String(value);
  return value instanceof Date ? "a Date" : typeof value;
}
