import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Entry } from "../../contract/index.ts";
import type { Links } from "../site.ts";

/** A section with a heading that can be linked to. */
export function Section(props: { readonly id: string; readonly title: string; readonly children: Child }): JSX.Element {
  return (
    <section aria-labelledby={props.id}>
      <h2 id={props.id}>
        <a href={`#${props.id}`}>{props.title}</a>
      </h2>
      {props.children}
    </section>
  );
}

/** Tables with more columns are shown as blocks on narrow screens. */
const maxNarrowColumns = 2;

/** A table whose first column names the row. */
export function Table(props: {
  readonly head: readonly Child[];
  readonly rows: readonly (readonly Child[])[];
}): JSX.Element {
  return (
    <div class="scroll">
      <table class={props.head.length > maxNarrowColumns ? "stack" : undefined}>
        <thead>
          <tr>
            {props.head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Links to the pages of some codes, in one line. */
export function CodeLinks(props: { readonly entries: readonly Entry[]; readonly links: Links }): JSX.Element {
  return (
    <span class="list">
      {props.entries.map(({ code }) => (
        <a class="mono" href={props.links.page(code)}>
          {code}
        </a>
      ))}
    </span>
  );
}
