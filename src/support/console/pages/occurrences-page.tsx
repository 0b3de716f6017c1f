import type { JSX } from "hono/jsx/jsx-runtime";
import type { StoredOccurrence } from "../../archive/index.ts";
import { type ConsoleContext, Layout, OccurrenceTable } from "./parts/index.ts";

/** A list of errors that have something in common. */
export function OccurrencesPage(props: {
  readonly context: ConsoleContext;
  readonly title: string;
  readonly items: readonly StoredOccurrence[];
}): JSX.Element {
  const { context, title, items } = props;
  return (
    <Layout context={context} title={title}>
      <h1 class="words">{title}</h1>
      {items.length === 0 ? (
        <p>No stored error matches.</p>
      ) : (
        <OccurrenceTable context={context} items={items} label={title} />
      )}
    </Layout>
  );
}
