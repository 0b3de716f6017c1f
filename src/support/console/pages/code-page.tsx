import type { JSX } from "hono/jsx/jsx-runtime";
import type { StoredOccurrence } from "../../archive/index.ts";
import { Advice, type ConsoleContext, CustomerText, entryOf, Layout, linkTo, OccurrenceTable } from "./parts/index.ts";

/** A code of one API, and its newest errors. */
export function CodePage(props: {
  readonly context: ConsoleContext;
  readonly api: string;
  readonly code: string;
  readonly items: readonly StoredOccurrence[];
}): JSX.Element {
  const { context, api, code, items } = props;
  const known = entryOf(context, { api, code });
  const docs = context.docs(api, code);
  const others = context.contracts.filter(({ name, entries }) => name !== api && entries.has(code));
  return (
    <Layout context={context} title={`${code} · ${api}`}>
      <p class="crumb">{api}</p>
      <h1>{code}</h1>
      {known === undefined ? (
        <p class="note">No contract of this server has the code. An earlier version may have had it.</p>
      ) : (
        <>
          <p class="title">
            <b>{known.entry.status}</b> {known.entry.when}
          </p>
          <Advice entry={known.entry} />
          <CustomerText context={context} known={known} language={known.contract.language} />
        </>
      )}
      <p class="list">
        {docs === undefined ? null : <a href={docs}>The page of {code}</a>}
        <a href={linkTo(context, ["watch"], { api, code, by: "operation" })}>Its chart by operation</a>
        <a href={linkTo(context, ["watch"], { api, code, by: "tenant" })}>by tenant</a>
        {others.map(({ name }) => (
          <a href={linkTo(context, ["codes", name, code])}>
            {code} of {name}
          </a>
        ))}
      </p>
      <section aria-labelledby="newest">
        <h2 id="newest">Newest errors</h2>
        {items.length === 0 ? (
          <p>No stored error has this code.</p>
        ) : (
          <OccurrenceTable context={context} items={items} label="Newest errors" />
        )}
      </section>
    </Layout>
  );
}
