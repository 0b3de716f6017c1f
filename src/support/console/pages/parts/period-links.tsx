import type { JSX } from "hono/jsx/jsx-runtime";
import { type Period, periods } from "../../watch/index.ts";
import { type ConsoleContext, linkTo } from "./context.ts";

/** Links to the same page for periods of other lengths. */
export function PeriodLinks(props: {
  readonly context: ConsoleContext;
  readonly path: readonly string[];
  readonly period: Period;
}): JSX.Element {
  const { context, path, period } = props;
  return (
    <nav class="list" aria-label="Period">
      {[...periods.keys()].map((days) => (
        <a href={linkTo(context, path, { days })} aria-current={days === period.days ? "true" : undefined}>
          {periodName(days)}
        </a>
      ))}
    </nav>
  );
}

/** Returns the name of a period. */
export function periodName(days: number): string {
  return days === 1 ? "24 hours" : `${days} days`;
}
