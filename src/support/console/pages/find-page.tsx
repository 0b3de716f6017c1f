import type { JSX } from "hono/jsx/jsx-runtime";
import type { StoredOccurrence } from "../../archive/index.ts";
import { type ConsoleContext, Layout, linkTo, OccurrenceTable } from "./parts/index.ts";

/** The first page: one field for everything that a customer can quote. */
export function FindPage(props: {
  readonly context: ConsoleContext;
  readonly newest: readonly StoredOccurrence[];
  /** The ids that were looked up in vain. @default nothing was looked up */
  readonly missed?: readonly string[];
}): JSX.Element {
  const { context, newest, missed } = props;
  return (
    <Layout context={context} title="Find an error" current="Find">
      <h1 class="words">Find an error</h1>
      <form class="ask" method="post" action={linkTo(context, ["find"])}>
        <label for="q">Request id, idempotency key, code, account, log line or whole response</label>
        <textarea
          id="q"
          name="q"
          rows={4}
          maxlength={65_536}
          required
          autofocus
          autocomplete="off"
          spellcheck={false}
          placeholder='{"error":{"code":"RATE_LIMITED","requestId":"7f0c5c1e-…"}}'
        />
        <button type="submit">Find</button>
        <small>What you paste is not stored and does not become part of an address.</small>
      </form>
      {missed === undefined ? null : <Missed ids={missed} />}
      <section aria-labelledby="newest">
        <h2 id="newest">Newest errors</h2>
        {newest.length === 0 ? (
          <p>No error is stored yet.</p>
        ) : (
          <OccurrenceTable context={context} items={newest} label="Newest errors" />
        )}
      </section>
    </Layout>
  );
}

function Missed({ ids }: { readonly ids: readonly string[] }): JSX.Element {
  return (
    <section class="do" role="status">
      <p class="who">Nothing found</p>
      {ids.length === 0 ? (
        <p>The text has no code of these APIs, and nothing that looks like an id.</p>
      ) : (
        <>
          <p>
            No stored error has the request id, idempotency key or account{" "}
            {ids.slice(0, 3).map((id, index) => (
              <>
                {index === 0 ? "" : ", "}
                <code>{id.length > 60 ? `${id.slice(0, 60)}…` : id}</code>
              </>
            ))}
            .
          </p>
          <p>
            The request may have succeeded, may be older than the retention, may have been erased, or may never have
            reached these APIs.
          </p>
        </>
      )}
    </section>
  );
}
