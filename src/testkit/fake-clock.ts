import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import { quote } from "../contract/index.ts";

/** A clock that a test controls. Pass it as the `clock` of guards, stores, boundaries and clients. */
export interface FakeClock {
  /** Returns the current time in milliseconds since 1970. */
  (): number;
  /** Moves the clock forward. @param ms milliseconds, 0 or more */
  advance(ms: number): void;
  /** Sets the time, which can also move the clock back. @param time milliseconds since 1970 */
  set(time: number | Date): void;
}

/** Options of a fake clock. */
export interface FakeClockOptions {
  /** Time at which the clock starts, in milliseconds since 1970. @default the current time */
  readonly start?: number | Date | undefined;
  /** Whether the clock also runs by itself, as fast as the real one. @default false */
  readonly runs?: boolean | undefined;
}

/**
 * Creates a clock that moves only when a test advances it.
 *
 * @throws TypeError if a time is not a finite number, or is advanced by less than 0
 * @example
 * ```ts
 * import { localWindows } from "errata/store";
 * import { fakeClock } from "errata/testing";
 *
 * const clock = fakeClock();
 * export const windows = localWindows({ clock });
 * clock.advance(60_000); // the next request is in a new window
 * ```
 */
export function fakeClock(options: FakeClockOptions = {}): FakeClock {
  requireOptions("fakeClock", options, { start: "checked", runs: "boolean" } satisfies OptionTypes<FakeClockOptions>);
  const { start = Date.now(), runs = false } = options;
  const real = (): number => (runs ? Date.now() : 0);
  let offset = milliseconds(start) - real();
  return Object.assign(() => real() + offset, {
    advance(ms: number): void {
      if (milliseconds(ms) < 0)
        throw new TypeError(
          `ERRATA_CLOCK: expected advance() to move the clock forward, received ${ms}. Use set() to move it back.`,
        );
      offset += ms;
    },
    set(time: number | Date): void {
      offset = milliseconds(time) - real();
    },
  });
}

function milliseconds(value: number | Date): number {
  const ms: unknown = value instanceof Date ? value.getTime() : value;
  if (typeof ms === "number" && Number.isFinite(ms)) return ms;
  throw new TypeError(`ERRATA_CLOCK: expected finite milliseconds, received ${quote(value)}.`);
}
