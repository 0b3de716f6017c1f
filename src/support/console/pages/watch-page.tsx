import type { JSX } from "hono/jsx/jsx-runtime";
import type { ChartDimension, TenantActivity, WriterState } from "../../archive/index.ts";
import { type ChartTable, type Findings, periods } from "../watch/index.ts";
import { Chart, type WatchQuery } from "./chart.tsx";
import {
  Choice,
  type ConsoleContext,
  Count,
  DataTable,
  FilterForm,
  Layout,
  linkTo,
  periodName,
  Time,
} from "./parts/index.ts";

interface WatchPageProps {
  readonly context: ConsoleContext;
  readonly query: WatchQuery;
  readonly chart: ChartTable;
  readonly findings: Findings;
  /** Accounts with the most errors that a mask hides. */
  readonly probes: readonly TenantActivity[];
  readonly nodes: readonly string[];
  /** Processes of the period that have dropped responses, or were killed. */
  readonly gaps: readonly WriterState[];
}

/** Dimensions of the chart, with their labels. */
const dimensions: readonly (readonly [ChartDimension, string])[] = [
  ["code", "Code"],
  ["api", "API"],
  ["kind", "Kind"],
  ["operation", "Operation"],
  ["tenant", "Tenant"],
  ["version", "Version"],
  ["node", "Node"],
];

/** All errors of a period: a chart, and lists of what to look at. */
export function WatchPage(props: WatchPageProps): JSX.Element {
  const { context, query, chart, findings } = props;
  const { period, by, filters } = query;
  const { errors, responses } = findings;
  return (
    <Layout context={context} title="Watch" current="Watch" hasChart>
      <h1 class="words">Watch</h1>
      <FilterForm
        context={context}
        filters={filters}
        versions={findings.versions.map(({ version }) => version)}
        nodes={props.nodes}
      >
        <Choice
          name="days"
          label="Period"
          none={null}
          value={String(period.days)}
          options={[...periods.keys()].map((days) => [String(days), `Last ${periodName(days)}`] as const)}
        />
        <Choice name="by" label="Series" none={null} value={by} options={dimensions} />
      </FilterForm>
      <Chart context={context} query={query} chart={chart} />
      <p class="title">
        {filters.api ?? "All APIs"}: <b>{<Count of={errors} />}</b> errors in <b>{<Count of={responses} />}</b>{" "}
        responses, <b>{<Count of={responses === 0 ? 0 : (errors * 1_000) / responses} />}</b> per 1,000
      </p>
      <Gaps {...props} />
      <Changes {...props} />
      <Undocumented {...props} />
      <AgainstAdvice {...props} />
      <Probes {...props} />
      <NeverRaised {...props} />
    </Layout>
  );
}

function Gaps({ gaps }: WatchPageProps): JSX.Element {
  return (
    <>
      {gaps.map(({ node, version, dropped, lastAt, lostAt }) => (
        <p class="note">
          {dropped === 0 ? null : (
            <>
              <Count of={dropped} /> responses of {node} (version {version}) were dropped until <Time at={lastAt} />,
              because the store could not keep up.{" "}
            </>
          )}
          {lostAt === null ? null : (
            <>
              {node} (version {version}) was killed. Its errors after <Time at={lostAt} /> may be missing.
            </>
          )}
        </p>
      ))}
    </>
  );
}

function Changes({ context, query, findings }: WatchPageProps): JSX.Element {
  const { versions, changes } = findings;
  const shown = versions.find(({ version }) => version === query.since) ?? versions[0];
  return (
    <section aria-labelledby="since">
      <h2 id="since">Since version {shown?.version ?? "–"}</h2>
      {versions.length <= 1 ? (
        <p>Only one version served requests in this period, so there is nothing to compare.</p>
      ) : (
        <>
          <p class="list">
            {versions.slice(0, 10).map(({ version, since }) => (
              <a
                href={linkTo(context, ["watch"], { ...addressOf(query), since: version })}
                aria-current={version === shown?.version ? "true" : undefined}
              >
                {version} (from <Time at={since} />)
              </a>
            ))}
          </p>
          {changes.length === 0 ? (
            <p>No code is new or twice as frequent since it.</p>
          ) : (
            <DataTable
              label="Codes that are new or more frequent"
              head={["Code", "API", "Errors", "Per 1,000 before", "Per 1,000 since"]}
              numbers={[2, 3, 4]}
              rows={changes.map(({ api, code, count, before, after }) => [
                <CodeLink context={context} query={query} api={api} code={code} />,
                api,
                <Count of={count} />,
                before === 0 ? <b>new</b> : <Count of={before} />,
                <Count of={after} />,
              ])}
            />
          )}
        </>
      )}
    </section>
  );
}

function Undocumented({ context, query, findings }: WatchPageProps): JSX.Element {
  const rows = findings.undocumented;
  return (
    <section aria-labelledby="undocumented">
      <h2 id="undocumented">Not in the contract</h2>
      {rows.length === 0 ? (
        <p>Every error was declared by its operation.</p>
      ) : (
        <>
          <DataTable
            label="Errors that the contract does not describe"
            head={["Code", "API", "Operation", "Undeclared", "Uncatalogued"]}
            numbers={[3, 4]}
            rows={rows.map(({ api, operation, code, undeclared, uncatalogued }) => [
              <CodeLink context={context} query={query} api={api} code={code} />,
              api,
              <span class="mono">{operation === "" ? "none" : operation}</span>,
              <Count of={undeclared} />,
              <Count of={uncatalogued} />,
            ])}
          />
          <p>
            <a href={linkTo(context, ["live"], { ...query.filters, undocumented: 1 })}>Show these errors</a>
          </p>
        </>
      )}
    </section>
  );
}

function AgainstAdvice({ context, query, findings }: WatchPageProps): JSX.Element {
  const rows = findings.againstAdvice;
  return (
    <section aria-labelledby="retries">
      <h2 id="retries">Retries against advice</h2>
      {rows.length === 0 ? (
        <p>No client repeated a request although the response advised against it.</p>
      ) : (
        <DataTable
          label="Retries against advice"
          head={["Code", "API", "Operation", "Retries"]}
          numbers={[3]}
          rows={rows.map(({ api, operation, code, againstAdvice }) => [
            <CodeLink context={context} query={query} api={api} code={code} />,
            api,
            <span class="mono">{operation}</span>,
            <Count of={againstAdvice} />,
          ])}
        />
      )}
    </section>
  );
}

function Probes({ context, query, probes }: WatchPageProps): JSX.Element {
  return (
    <section aria-labelledby="probes">
      <h2 id="probes">Probes of masked errors</h2>
      {probes.length === 0 ? (
        <p>No account received a masked error.</p>
      ) : (
        <>
          <p>
            A masked error hides whether something exists. An account with many of them may be guessing ids of other
            accounts.
          </p>
          <DataTable
            label="Accounts with masked errors"
            head={["Tenant", "API", "Masked errors", "Last (UTC)"]}
            numbers={[2]}
            rows={probes.map(({ tenant, api, errors, lastErrorAt }) => [
              <a class="mono" href={linkTo(context, ["tenants", tenant], { days: query.period.days })}>
                {tenant}
              </a>,
              api,
              <Count of={errors} />,
              lastErrorAt === null ? "–" : <Time at={lastErrorAt} />,
            ])}
          />
        </>
      )}
    </section>
  );
}

function NeverRaised({ context, findings }: WatchPageProps): JSX.Element {
  return (
    <section aria-labelledby="never">
      <h2 id="never">Codes that were never raised</h2>
      {findings.neverRaised.map(({ api, codes, of }) => (
        <details>
          <summary>
            {api}: {codes.length} of {of} codes
          </summary>
          <p class="list">
            {codes.map((code) => (
              <a class="mono" href={linkTo(context, ["codes", api, code])}>
                {code}
              </a>
            ))}
          </p>
        </details>
      ))}
    </section>
  );
}

/** Links to the chart of one code by operation. */
function CodeLink(props: {
  readonly context: ConsoleContext;
  readonly query: WatchQuery;
  readonly api: string;
  readonly code: string;
}): JSX.Element {
  const { context, query, api, code } = props;
  const { days } = query.period;
  return (
    <a class="mono" href={linkTo(context, ["watch"], { days, api, code, by: "operation" })}>
      {code}
    </a>
  );
}

/** Returns the members of the address of a query. */
function addressOf({ period, by, filters, since }: WatchQuery): Readonly<Record<string, string | number | undefined>> {
  return { days: period.days, by, ...filters, since };
}
