import type { JSX } from "hono/jsx/jsx-runtime";
import type { StoredOccurrence, TenantActivity, TenantTotals } from "../../archive/index.ts";
import type { Period } from "../watch/index.ts";
import {
  type ApiBalances,
  BalanceTable,
  type ConsoleContext,
  Count,
  DataTable,
  Layout,
  linkTo,
  OccurrenceTable,
  PeriodLinks,
  Time,
} from "./parts/index.ts";

/** An account, with the names of its balances that are almost used up; undefined if they are not known. */
export interface ListedTenant extends TenantActivity {
  readonly usedUp: readonly string[] | undefined;
}

/** The accounts with the most errors. */
export function TenantsPage(props: {
  readonly context: ConsoleContext;
  readonly period: Period;
  readonly tenants: readonly ListedTenant[];
}): JSX.Element {
  const { context, period, tenants } = props;
  const hasBalances = context.data.balancesOf !== undefined;
  return (
    <Layout context={context} title="Tenants" current="Tenants">
      <h1 class="words">Tenants</h1>
      <p class="title">The accounts with the most errors</p>
      <PeriodLinks context={context} path={["tenants"]} period={period} />
      {tenants.length === 0 ? (
        <p>No account has an error in this period.</p>
      ) : (
        <DataTable
          label="Tenants with the most errors"
          head={[
            ...["Tenant", "API", "Errors", "Per 1,000 responses", "Last error (UTC)", "Last success (UTC)"],
            ...(hasBalances ? ["Almost used up"] : []),
          ]}
          numbers={[2, 3]}
          rows={tenants.map(({ tenant, api, errors, successes, lastErrorAt, lastSuccessAt, usedUp }) => [
            <a class="mono" href={linkTo(context, ["tenants", tenant], { days: period.days })}>
              {tenant}
            </a>,
            api,
            <Count of={errors} />,
            <Count of={(errors * 1_000) / (errors + successes)} />,
            lastErrorAt === null ? "–" : <Time at={lastErrorAt} />,
            lastSuccessAt === null ? <span class="bad">none</span> : <Time at={lastSuccessAt} />,
            ...(hasBalances ? [usedUp === undefined ? "–" : <span class="bad">{usedUp.join(", ")}</span>] : []),
          ])}
        />
      )}
    </Layout>
  );
}

/** The errors of one account. */
export function TenantPage(props: {
  readonly context: ConsoleContext;
  readonly tenant: string;
  readonly period: Period;
  readonly totals: TenantTotals;
  /** Balances by API; APIs without any are left out. */
  readonly balances: readonly ApiBalances[];
  readonly items: readonly StoredOccurrence[];
}): JSX.Element {
  const { context, tenant, period, totals, balances, items } = props;
  const errors = totals.codes.reduce((sum, { count }) => sum + count, 0);
  const { lastSuccessAt, successes } = totals;
  return (
    <Layout context={context} title={tenant} current="Tenants">
      <p class="crumb">Tenant</p>
      <h1>{tenant}</h1>
      <PeriodLinks context={context} path={["tenants", tenant]} period={period} />
      <dl class="answers">
        <div>
          <dt>Errors</dt>
          <dd>
            <Count of={errors} />
          </dd>
        </div>
        <div>
          <dt>Successes</dt>
          <dd>
            <Count of={successes} />
          </dd>
        </div>
        <div>
          <dt>Last success (UTC)</dt>
          <dd>{lastSuccessAt === null ? "none in this period" : <Time at={lastSuccessAt} />}</dd>
        </div>
      </dl>
      {balances.length === 0 ? null : (
        <section aria-labelledby="balances">
          <h2 id="balances">Balances and limits</h2>
          <BalanceTable accounts={balances} />
        </section>
      )}
      <section aria-labelledby="codes">
        <h2 id="codes">Errors by code</h2>
        {totals.codes.length === 0 ? (
          <p>No errors in this period.</p>
        ) : (
          <DataTable
            label="Errors by code"
            head={["Code", "API", "Errors", "Last (UTC)"]}
            numbers={[2]}
            rows={totals.codes.map(({ api, code, count, lastAt }) => [
              <a class="mono" href={linkTo(context, ["codes", api, code])}>
                {code}
              </a>,
              api,
              <Count of={count} />,
              <Time at={lastAt} />,
            ])}
          />
        )}
        <p>
          <a href={linkTo(context, ["watch"], { tenant, days: period.days })}>Chart over time</a>
        </p>
      </section>
      <section aria-labelledby="newest">
        <h2 id="newest">Newest errors</h2>
        {items.length === 0 ? (
          <p>No error of the account is stored.</p>
        ) : (
          <OccurrenceTable context={context} items={items} label="Newest errors" />
        )}
      </section>
      <EraseForm context={context} tenant={tenant} />
    </Layout>
  );
}

/** Erases after the operator has typed the account, because nothing brings the errors back. */
function EraseForm({ context, tenant }: { readonly context: ConsoleContext; readonly tenant: string }): JSX.Element {
  return (
    <section aria-labelledby="erase">
      <h2 id="erase">Erase</h2>
      <details>
        <summary>Delete everything that is stored about the account's errors</summary>
        <form class="ask" method="post" action={linkTo(context, ["tenants", tenant, "erase"])}>
          <label for="confirm">Type {tenant} to confirm. The errors cannot be restored.</label>
          <input id="confirm" name="confirm" required autocomplete="off" spellcheck={false} />
          <button type="submit">Erase</button>
        </form>
      </details>
    </section>
  );
}
