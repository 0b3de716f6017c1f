import type { JSX } from "hono/jsx/jsx-runtime";
import type { OccurrencePage } from "../../archive/index.ts";
import { type ConsoleContext, FilterForm, type Filters, Layout, linkTo, OccurrenceTable } from "./parts/index.ts";

/** The newest errors, which the script follows. Without it, the page lists them. */
export function LivePage(props: {
  readonly context: ConsoleContext;
  readonly filters: Filters;
  readonly isUndocumented: boolean;
  readonly page: OccurrencePage;
  /** Whether the page begins with the newest error, so that new ones can be added. */
  readonly isNewest: boolean;
  readonly versions: readonly string[];
  readonly nodes: readonly string[];
}): JSX.Element {
  const { context, filters, isUndocumented, page, isNewest } = props;
  const query = { ...filters, undocumented: isUndocumented ? "1" : undefined };
  return (
    <Layout context={context} title="Live" current="Live">
      <h1 class="words">Live</h1>
      <FilterForm {...props}>
        <label class="check">
          <input type="checkbox" name="undocumented" value="1" checked={isUndocumented} /> Not in the contract
        </label>
      </FilterForm>
      {isNewest ? (
        <p class="follow waits" data-follow={linkTo(context, ["rows"], query)}>
          <button type="button" class="quiet" aria-pressed="true">
            Follow
          </button>
          <span role="status">Shows new errors as they happen.</span>
        </p>
      ) : null}
      <OccurrenceTable context={context} items={page.items} label="Errors, the newest first" isLive={isNewest} />
      {page.items.length === 0 ? <p data-empty>No stored error matches.</p> : null}
      <p class="list">
        {isNewest ? null : <a href={linkTo(context, ["live"], query)}>Newest</a>}
        {page.next === null ? null : <a href={linkTo(context, ["live"], { ...query, before: page.next })}>Older</a>}
      </p>
    </Layout>
  );
}
