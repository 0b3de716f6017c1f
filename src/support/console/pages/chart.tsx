import type { JSX } from "hono/jsx/jsx-runtime";
import type { ChartDimension } from "../../archive/index.ts";
import type { ChartTable, Period } from "../watch/index.ts";
import { type ConsoleContext, Count, type Filters, linkTo, Time } from "./parts/index.ts";

/** The choice of an operator, as the address of the page has it. */
export interface WatchQuery {
  readonly period: Period;
  readonly by: ChartDimension;
  readonly filters: Filters;
  /** Version whose changes are listed; undefined for the newest. */
  readonly since: string | undefined;
}

/** A chart, its legend, and the same numbers as a table, from which the script draws. */
export function Chart(props: {
  readonly context: ConsoleContext;
  readonly query: WatchQuery;
  readonly chart: ChartTable;
}): JSX.Element {
  const { context, query, chart } = props;
  const { by, filters, period } = query;
  const { series, times } = chart;
  const isDay = period.hours >= 24;
  return (
    <figure class="chart" data-chart>
      <figcaption>
        Errors per {period.hours === 1 ? "hour" : isDay ? "day" : `${period.hours} hours`} by {by}
      </figcaption>
      <div class="plot" aria-hidden="true" />
      <p class="at" aria-hidden="true" />
      <ul class="legend">
        {series.map(({ name, isRest, total }, index) => (
          <li>
            <i class={`swatch s${index}`} />
            {isRest || name === "" ? (
              nameOf(name)
            ) : (
              <a
                class="mono"
                href={linkTo(context, ["watch"], {
                  ...{ days: period.days, by: by === "code" ? "operation" : "code" },
                  ...filters,
                  [by]: name,
                })}
              >
                {name}
              </a>
            )}{" "}
            <Count of={total} />
          </li>
        ))}
      </ul>
      {series.length === 0 ? <p>No errors in this period.</p> : null}
      <details>
        <summary>Show as a table</summary>
        <div class="scroll" tabindex={0}>
          <table class="data">
            <caption class="hidden">Errors over time</caption>
            <thead>
              <tr>
                <th scope="col">From (UTC)</th>
                {series.map(({ name }) => (
                  <th scope="col" class="number">
                    {nameOf(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((time, index) => (
                <tr>
                  <th scope="row">
                    <Time at={time} />
                  </th>
                  {series.map(({ counts }) => (
                    <td class="number">{counts[index]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      <button type="button" class="quiet waits" data-csv>
        Copy as CSV
      </button>
    </figure>
  );
}

function nameOf(series: string): string {
  return series === "" ? "(none)" : series;
}
