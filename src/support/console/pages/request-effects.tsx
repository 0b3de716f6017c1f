import type { JSX } from "hono/jsx/jsx-runtime";
import type { LedgerLine, OperatorJob } from "../console-data.ts";
import { type ConsoleContext, Count, DataTable, JobTable, Layout, Time } from "./parts/index.ts";

/** Everything that a request has left behind in the app; a member is undefined if the app does not provide it. */
export interface Effects {
  readonly ledger: readonly LedgerLine[] | undefined;
  readonly jobs: readonly OperatorJob[] | undefined;
}

/** The ledger lines and jobs of a request. */
export function RequestEffects(props: { readonly context: ConsoleContext; readonly effects: Effects }): JSX.Element {
  const { context, effects } = props;
  const { ledger, jobs } = effects;
  return (
    <>
      {ledger === undefined ? null : (
        <section aria-labelledby="ledger">
          <h2 id="ledger">Ledger</h2>
          {ledger.length === 0 ? (
            <p>The request has changed no balance.</p>
          ) : (
            <DataTable
              label="Ledger lines of the request"
              head={["Time (UTC)", "Account", "Kind", "Change", "Unit"]}
              numbers={[3]}
              rows={ledger.map(({ at, account, kind, delta, unit }) => [
                <Time at={at} />,
                <span class="mono">{account}</span>,
                kind,
                <Count of={delta} />,
                unit,
              ])}
            />
          )}
        </section>
      )}
      {jobs === undefined ? null : (
        <section aria-labelledby="jobs">
          <h2 id="jobs">Jobs</h2>
          {jobs.length === 0 ? (
            <p>No job of the request waits, runs or has failed. Jobs that succeeded are deleted.</p>
          ) : (
            <JobTable context={context} jobs={jobs} label="Jobs of the request" />
          )}
        </section>
      )}
    </>
  );
}

/** A request without a stored error that has changed a balance or added a job. */
export function SucceededPage(props: {
  readonly context: ConsoleContext;
  readonly requestId: string;
  readonly effects: Effects;
}): JSX.Element {
  const { context, requestId, effects } = props;
  return (
    <Layout context={context} title={requestId}>
      <p class="crumb">Request</p>
      <h1>{requestId}</h1>
      <p>No error of this request is stored. It succeeded, or its error is older than the retention.</p>
      <RequestEffects context={context} effects={effects} />
    </Layout>
  );
}
