import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { StoredOccurrence } from "../../archive/index.ts";
import {
  Advice,
  type ConsoleContext,
  CustomerText,
  entryOf,
  Layout,
  linkTo,
  OccurrenceTable,
  Time,
} from "./parts/index.ts";
import { type Effects, RequestEffects } from "./request-effects.tsx";

interface RequestPageProps {
  readonly context: ConsoleContext;
  /** The errors of the request, the newest first; at least one. */
  readonly items: readonly [StoredOccurrence, ...StoredOccurrence[]];
  /** The tenant's errors around the newest one, with it, the newest first; empty without a tenant. */
  readonly around: readonly StoredOccurrence[];
  readonly effects: Effects;
}

/** Everything that is known about one request. */
export function RequestPage({ context, items, around, effects }: RequestPageProps): JSX.Element {
  const [item, ...others] = items;
  const known = entryOf(context, item);
  const docs = context.docs(item.api, item.code);
  return (
    <Layout context={context} title={`${item.code} · ${item.requestId}`}>
      <p class="crumb">
        Request <span class="mono">{item.requestId}</span>
      </p>
      <h1>{item.code}</h1>
      <p class="title">
        <b>{item.status}</b> {known?.entry.title ?? item.kind}, <Time at={item.time} /> UTC
      </p>
      {known === undefined ? (
        <p class="note">No contract of this server has the code. An earlier version may have had it.</p>
      ) : (
        <>
          <Advice
            entry={{ ...known.entry, effect: effectOf(item, known.entry), charged: chargedOf(item, known.entry) }}
          />
          <CustomerText context={context} known={known} language={item.language} />
        </>
      )}
      {docs === undefined ? null : (
        <p>
          <a href={docs}>The page of {item.code}</a> shows why it happens and how to handle it.
        </p>
      )}
      <Cause item={item} />
      <section aria-labelledby="facts">
        <h2 id="facts">Request</h2>
        <dl class="facts">
          {factsOf(context, item).map(([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <RequestEffects context={context} effects={effects} />
      {others.length === 0 ? null : (
        <section aria-labelledby="others">
          <h2 id="others">Other errors with this request id</h2>
          <OccurrenceTable context={context} items={others} label="Other errors with this request id" />
        </section>
      )}
      {item.tenant === null ? null : (
        <section aria-labelledby="around">
          <h2 id="around">Errors of {item.tenant} around it</h2>
          {around.length <= 1 ? (
            <p>The account has no other stored error.</p>
          ) : (
            <OccurrenceTable context={context} items={around} current={item.id} label={`Errors of ${item.tenant}`} />
          )}
        </section>
      )}
    </Layout>
  );
}

function Cause({ item }: { readonly item: StoredOccurrence }): JSX.Element {
  const { cause, note, stack, undeclared, uncatalogued } = item;
  return (
    <section aria-labelledby="cause">
      <h2 id="cause">Cause</h2>
      {undeclared ? <p class="bad">The operation does not declare the code.</p> : null}
      {uncatalogued ? <p class="bad">A handler returned it as a response of its own.</p> : null}
      {note === null ? null : <p>{note}</p>}
      {cause === null ? null : <pre tabindex={0}>{cause}</pre>}
      {cause === null && note === null ? (
        <p>A check of the API raised the error: nothing was thrown that caused it.</p>
      ) : null}
      {stack === null ? null : (
        <details>
          <summary>Stack</summary>
          <pre tabindex={0}>{stack}</pre>
        </details>
      )}
    </section>
  );
}

function factsOf(context: ConsoleContext, item: StoredOccurrence): readonly (readonly [string, Child])[] {
  const { tenant, traceId, keyHash, attempt, shouldRetry, retryAfterSec } = item;
  const trace = traceId === null ? undefined : context.trace(traceId);
  const facts: (readonly [string, Child] | undefined)[] = [
    ["API", item.api],
    ["Operation", item.operation ?? "none of the contract"],
    ["Method and route", `${item.method} ${item.route ?? "(no route)"}`],
    [
      "Tenant",
      tenant === null ? (
        "not authenticated"
      ) : (
        <a class="mono" href={linkTo(context, ["tenants", tenant])}>
          {tenant}
        </a>
      ),
    ],
    ["Duration", `${item.durationMs} ms`],
    ["Retry advised", shouldRetry === null ? "not stated" : shouldRetry ? "yes" : "no"],
    retryAfterSec === null ? undefined : ["Retry-After", `${retryAfterSec} s`],
    attempt === null ? undefined : ["Attempt of the client", String(attempt)],
    keyHash === null
      ? undefined
      : [
          "Idempotency key",
          <a class="mono" href={linkTo(context, ["keys", keyHash])}>{`hash ${keyHash.slice(0, 12)}…`}</a>,
        ],
    ["Language", item.language],
    item.userAgent === null ? undefined : ["User agent", item.userAgent],
    traceId === null
      ? undefined
      : [
          "Trace",
          trace === undefined ? (
            traceId
          ) : (
            <a class="mono" href={trace}>
              {traceId}
            </a>
          ),
        ],
    ["Node", item.node],
    ["Version", item.version],
  ];
  return facts.filter((fact) => fact !== undefined);
}

type Entry = NonNullable<ReturnType<typeof entryOf>>["entry"];

/** The response said what was stored; the contract may have changed since. */
function effectOf({ effect }: StoredOccurrence, entry: Entry): Entry["effect"] {
  return effect === "none" || effect === "unknown" || effect === "applied" ? effect : entry.effect;
}

function chargedOf({ charged }: StoredOccurrence, entry: Entry): Entry["charged"] {
  return charged === "never" || charged === "maybe" ? charged : entry.charged;
}
