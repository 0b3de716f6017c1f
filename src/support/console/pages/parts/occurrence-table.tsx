import type { JSX } from "hono/jsx/jsx-runtime";
import type { StoredOccurrence } from "../../../archive/index.ts";
import { type ConsoleContext, linkTo } from "./context.ts";
import { Time } from "./layout.tsx";

interface RowsProps {
  readonly context: ConsoleContext;
  readonly items: readonly StoredOccurrence[];
  /** Id of the occurrence that the page is about. @default none */
  readonly current?: string | undefined;
}

/** A table of occurrences. */
export function OccurrenceTable(
  props: RowsProps & {
    readonly label: string;
    /** Whether the script can add new rows at the top. @default false */
    readonly isLive?: boolean;
  },
): JSX.Element {
  return (
    <div class="scroll" tabindex={0}>
      <table class="data occurrences">
        <caption class="hidden">{props.label}</caption>
        <thead>
          <tr>
            {["Time (UTC)", "Status", "Code", "API", "Operation", "Tenant", "Request"].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody data-live={props.isLive === true ? "" : undefined}>
          <OccurrenceRows {...props} />
        </tbody>
      </table>
    </div>
  );
}

/** The rows of such a table, as the script adds them. */
export function OccurrenceRows({ context, items, current }: RowsProps): JSX.Element {
  return (
    <>
      {items.map((item) => (
        <tr data-id={item.id} aria-current={item.id === current ? "true" : undefined}>
          <td class="mono">
            <Time at={item.time} />
          </td>
          <td class={item.status >= 500 ? "bad" : undefined}>{item.status}</td>
          <td>
            <a class="mono" href={linkTo(context, ["codes", item.api, item.code])}>
              {item.code}
            </a>
            {item.undeclared || item.uncatalogued ? <small> not in the contract</small> : null}
          </td>
          <td>{item.api}</td>
          <td class="mono">{item.operation ?? item.route ?? item.method}</td>
          <td>
            {item.tenant === null ? (
              "–"
            ) : (
              <a class="mono id" href={linkTo(context, ["tenants", item.tenant])}>
                {item.tenant}
              </a>
            )}
          </td>
          <td>
            <a class="mono id" href={linkTo(context, ["requests", item.requestId])}>
              {item.requestId}
            </a>
          </td>
        </tr>
      ))}
    </>
  );
}
