/** Longest delay of a timer, in milliseconds; a longer one would fire at once. */
export const maxTimerMs = 2_147_483_647;

/**
 * Checks a numeric option.
 *
 * @param name the option with its function: `credits: reservationMs`
 * @throws TypeError if the value is not an integer from `minimum` to `maximum`
 */
export function requireInteger(
  name: string,
  value: unknown,
  minimum: number,
  maximum: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return;
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of ${minimum} or more` : `from ${minimum} to ${maximum}`;
  throw new TypeError(
    `Expected ${name} to be an integer ${range}, received ${typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value).slice(0, 80)}.`,
  );
}
