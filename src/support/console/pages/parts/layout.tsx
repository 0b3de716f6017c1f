import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { type ConsoleContext, linkTo } from "./context.ts";

/** The sections of the console. */
const sections = [
  { path: [], label: "Find" },
  { path: ["watch"], label: "Watch" },
  { path: ["live"], label: "Live" },
  { path: ["tenants"], label: "Tenants" },
  { path: ["jobs"], label: "Jobs" },
  { path: ["webhooks"], label: "Webhooks" },
] as const;

interface LayoutProps {
  readonly context: ConsoleContext;
  readonly title: string;
  readonly current?: (typeof sections)[number]["label"];
  /** Whether the page draws a chart. @default false */
  readonly hasChart?: boolean;
  readonly children: Child;
}

/** Lays out a page: the header of the reference with the console's own sections, and one column. */
export function Layout({ context, title, current, hasChart = false, children }: LayoutProps): JSX.Element {
  const { root } = context;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Console`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${root}reference.css`} />
        <link rel="stylesheet" href={`${root}console.css`} />
        {hasChart ? <link rel="stylesheet" href={`${root}uplot.css`} /> : null}
        {hasChart ? <script defer src={`${root}uplot.js`} /> : null}
        <script defer src={`${root}console.js`} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <a class="brand" href={root}>
            Console
          </a>
          <nav aria-label="Console">
            {sections
              .filter(({ label }) => isShown(context, label))
              .map(({ path, label }) => (
                <a href={linkTo(context, path)} aria-current={label === current ? "page" : undefined}>
                  {label}
                </a>
              ))}
          </nav>
          <form class="end" method="post" action={`${root}sign-out`}>
            <button type="submit" class="quiet">
              Sign out
            </button>
          </form>
        </header>
        <main id="main" class="console">
          {children}
        </main>
      </body>
    </html>
  );
}

/** Jobs and webhooks are shown if the app provides them. */
function isShown({ data }: ConsoleContext, label: (typeof sections)[number]["label"]): boolean {
  if (label === "Jobs") return data.queues !== undefined || data.failedJobs !== undefined;
  return label !== "Webhooks" || data.failingWebhooks !== undefined;
}

/** A time in UTC. */
export function Time({ at }: { readonly at: number }): JSX.Element {
  const iso = new Date(at).toISOString();
  return <time datetime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 19)}`}</time>;
}

/** A number with separators. */
export function Count({ of: value }: { readonly of: number }): JSX.Element {
  return <>{value.toLocaleString("en-US", { maximumFractionDigits: 1 })}</>;
}

/** A table with a name for screen readers, which narrow screens scroll. */
export function DataTable(props: {
  readonly label: string;
  readonly head: readonly Child[];
  readonly rows: readonly (readonly Child[])[];
  /** Columns with numbers, by index. @default none */
  readonly numbers?: readonly number[];
}): JSX.Element {
  const { label, head, rows, numbers = [] } = props;
  const classOf = (column: number): string | undefined => (numbers.includes(column) ? "number" : undefined);
  return (
    // A region that scrolls must be reachable with the keyboard.
    <div class="scroll" tabindex={0}>
      <table class="data">
        <caption class="hidden">{label}</caption>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th scope="col" class={classOf(column)}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td class={classOf(column)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
