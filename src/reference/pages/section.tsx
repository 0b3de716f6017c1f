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

/** A table whose first column names the row. On narrow screens each row is a block, in which labelled cells have their column's name. */
export function Table(props: {
  readonly head: readonly Child[];
  readonly rows: readonly (readonly Child[])[];
  /** Columns whose cells need their name to be understood. @default none */
  readonly labelled?: readonly string[];
  /** Subject of the rows, whose columns line up in all tables of a page. @default none */
  readonly rowsOf?: "members" | "operations";
}): JSX.Element {
  const { head, rows, labelled = [] } = props;
  const labelOf = (column: number): string | undefined => labelled.find((label) => label === head[column]);
  return (
    <div class="scroll">
      <table class={props.rowsOf === undefined ? "stack" : `stack ${props.rowsOf}`}>
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td data-label={labelOf(column)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Longest name that fits in a line of a phone, in characters. */
const shortName = 24;

/** Lets a name that may be longer than its line break after a slash or an underscore. */
export function breakable(text: string): Child {
  if (text.length <= shortName) return text;
  return text.split(/(?<=[/_])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr />, part]));
}

/** Links to the pages of some codes, in one line. */
export function CodeLinks(props: { readonly entries: readonly Entry[]; readonly links: Links }): JSX.Element {
  return (
    <span class="list">
      {props.entries.map(({ code }) => (
        <a class="mono" href={props.links.page(code)}>
          {breakable(code)}
        </a>
      ))}
    </span>
  );
}
