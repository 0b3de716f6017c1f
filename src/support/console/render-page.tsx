import type { JSX } from "hono/jsx/jsx-runtime";
import type { Archive, ChartDimension, StoredOccurrence, TenantActivity, WriterState } from "../archive/index.ts";
import type { Reply } from "./http.ts";
import {
  type ApiBalances,
  CodePage,
  type ConsoleContext,
  type Effects,
  type Filters,
  FindPage,
  filtersOf,
  isAlmostUsedUp,
  JobsPage,
  LivePage,
  MissingPage,
  OccurrenceRows,
  OccurrencesPage,
  RequestPage,
  SucceededPage,
  TenantPage,
  TenantsPage,
  WatchPage,
  WebhooksPage,
} from "./pages/index.ts";
import { chartTable, findingsOf, maxSeries, type Period, periodOf } from "./watch/index.ts";

/** Everything that pages are rendered from. */
export interface Scope {
  readonly archive: Archive;
  readonly context: ConsoleContext;
  readonly now: number;
}

/** Occurrences of a list. */
const listLength = 50;
/** Accounts of the list whose balances are read. Those with the most errors come first. */
const maxBalances = 50;
/** New rows that the live page shows at once. In a storm it shows the newest ones. */
const liveRows = 200;
/** Processes whose names and gaps are shown, the newest first. */
const maxWriters = 200;
/** Time in which other nodes write their last batch, in milliseconds. Their rows are older than those that are there already. */
const overlapMs = 5_000;

/** Pages without a subject, by the name of their section. */
const sections: ReadonlyMap<string, (scope: Scope, search: URLSearchParams) => Promise<Reply>> = new Map([
  ["", (scope) => findPage(scope)],
  ["watch", watchPage],
  ["live", livePage],
  ["rows", newRows],
  ["tenants", tenantsPage],
  ["jobs", jobsPage],
  ["webhooks", webhooksPage],
]);

/** Pages about one subject, by the name of their section. */
const subjects: ReadonlyMap<string, (scope: Scope, id: string, search: URLSearchParams) => Promise<Reply>> = new Map([
  ["requests", requestPage],
  ["keys", keyPage],
  ["tenants", tenantPage],
]);

/** Renders the page of a path. */
export async function renderPage(
  scope: Scope,
  [section = "", id = "", code = "", ...rest]: readonly string[],
  search: URLSearchParams,
): Promise<Reply> {
  const page = id === "" ? sections.get(section) : undefined;
  const about = code === "" ? subjects.get(section) : undefined;
  if (rest.length === 0) {
    if (page !== undefined) return await page(scope, search);
    if (section === "codes" && code !== "") return await codePage(scope, id, code);
    if (about !== undefined && id !== "") return await about(scope, id, search);
  }
  return notFound(scope.context);
}

/** Renders the page of an address that no page has. */
export function notFound(context: ConsoleContext): Reply {
  return messagePage(context, "Page not found", "No page of the console has this address.", 404);
}

/** Renders the first page. @param missed ids that were looked up in vain */
export async function findPage({ archive, context }: Scope, missed?: readonly string[]): Promise<Reply> {
  const { items } = await archive.find({ limit: 10 });
  return html(<FindPage context={context} newest={items} {...(missed && { missed })} />);
}

async function requestPage({ archive, context }: Scope, requestId: string): Promise<Reply> {
  const [{ items }, effects] = await Promise.all([
    archive.find({ requestId, limit: listLength }),
    effectsOf(context, requestId),
  ]);
  const [item, ...others] = items;
  if (item === undefined && hasEffects(effects))
    return html(<SucceededPage context={context} requestId={requestId} effects={effects} />);
  if (item === undefined) {
    const text =
      "No stored error has this request id. The request may have succeeded, or its error may be older than the retention.";
    return html(<MissingPage context={context} title="No such request" text={text} />, 404);
  }
  const around = await aroundOf(archive, item);
  return html(<RequestPage context={context} items={[item, ...others]} around={around} effects={effects} />);
}

/** Reads the ledger lines and jobs of a request from the app. */
export async function effectsOf({ data }: ConsoleContext, requestId: string): Promise<Effects> {
  const [ledger, jobs] = await Promise.all([data.ledgerOf?.(requestId), data.jobsOf?.(requestId)]);
  return { ledger, jobs };
}

/** Returns whether a request has changed a balance or added a job that has not succeeded. */
export function hasEffects({ ledger = [], jobs = [] }: Effects): boolean {
  return ledger.length + jobs.length > 0;
}

/** Returns the tenant's occurrences before and after one, with it, the newest first. */
async function aroundOf(archive: Archive, item: StoredOccurrence): Promise<readonly StoredOccurrence[]> {
  const { id, tenant, api } = item;
  if (tenant === null) return [];
  const [later, earlier] = await Promise.all([
    archive.find({ tenant, api, after: id, limit: 5 }),
    archive.find({ tenant, api, before: id, limit: 10 }),
  ]);
  return [...[...later.items].reverse(), item, ...earlier.items];
}

async function keyPage({ archive, context }: Scope, keyHash: string): Promise<Reply> {
  const { items } = await archive.find({ keyHash, limit: listLength });
  return html(<OccurrencesPage context={context} title="Errors with one idempotency key" items={items} />);
}

async function codePage({ archive, context }: Scope, api: string, code: string): Promise<Reply> {
  const { items } = await archive.find({ api, code, limit: listLength });
  const isKnown = context.contracts.some(({ name, entries }) => name === api && entries.has(code));
  return html(
    <CodePage context={context} api={api} code={code} items={items} />,
    isKnown || items.length > 0 ? 200 : 404,
  );
}

async function tenantsPage({ archive, context, now }: Scope, search: URLSearchParams): Promise<Reply> {
  const period = periodOf(search.get("days"), now);
  const tenants = await archive.tenants({ from: period.from, to: period.to, limit: 200 });
  const listed = await Promise.all(
    tenants.map(async (activity, index) => {
      const { api, tenant } = activity;
      const balances = index < maxBalances ? await context.data.balancesOf?.(api, tenant) : undefined;
      return { ...activity, usedUp: balances?.filter(isAlmostUsedUp).map(({ name }) => name) };
    }),
  );
  return html(<TenantsPage context={context} period={period} tenants={listed} />);
}

/** Reads the balances of an account in every API. */
async function balancesOf({ contracts, data }: ConsoleContext, tenant: string): Promise<readonly ApiBalances[]> {
  const all = await Promise.all(
    contracts.map(async ({ name }) => ({ api: name, balances: (await data.balancesOf?.(name, tenant)) ?? [] })),
  );
  return all.filter(({ balances }) => balances.length > 0);
}

async function tenantPage({ archive, context, now }: Scope, tenant: string, search: URLSearchParams): Promise<Reply> {
  const period = periodOf(search.get("days"), now);
  const [totals, { items }, balances] = await Promise.all([
    archive.tenant(tenant, period.from),
    archive.find({ tenant, limit: listLength }),
    balancesOf(context, tenant),
  ]);
  const shown = { tenant, period, totals, items, balances };
  return html(<TenantPage context={context} {...shown} />);
}

async function jobsPage({ context, now }: Scope): Promise<Reply> {
  const { queues, failedJobs } = context.data;
  if (queues === undefined && failedJobs === undefined) return notFound(context);
  // In this order, a job that fails in between is counted although the list does not have it yet.
  const failed = (await failedJobs?.()) ?? [];
  const states = (await queues?.()) ?? [];
  return html(<JobsPage context={context} queues={states} failed={failed} now={now} />);
}

async function webhooksPage({ context }: Scope): Promise<Reply> {
  const webhooks = await context.data.failingWebhooks?.();
  return webhooks === undefined ? notFound(context) : html(<WebhooksPage context={context} webhooks={webhooks} />);
}

async function livePage({ archive, context, now }: Scope, search: URLSearchParams): Promise<Reply> {
  const filters = filtersOf(search);
  const isUndocumented = search.get("undocumented") === "1";
  const before = search.get("before")?.slice(0, 100);
  const period = periodOf(null, now);
  const [page, activity, writers] = await Promise.all([
    archive.find({ ...filters, before, undocumented: isUndocumented, limit: 100 }),
    archive.activity(period.from, period.to),
    archive.writers(maxWriters),
  ]);
  const { versions } = findingsOf(activity, []);
  const choices = { versions: versions.map(({ version }) => version), nodes: namesOf(writers) };
  const shown = { filters, isUndocumented, page, isNewest: before === undefined };
  return html(<LivePage context={context} {...shown} {...choices} />);
}

/** Renders the newest rows for the live page, which leaves out those that it has. @param search `since`: time in milliseconds */
async function newRows({ archive, context, now }: Scope, search: URLSearchParams): Promise<Reply> {
  const since = Number(search.get("since"));
  const from = Number.isSafeInteger(since) && since > 0 ? since - overlapMs : now - overlapMs;
  const undocumented = search.get("undocumented") === "1";
  const { items } = await archive.find({ ...filtersOf(search), undocumented, from, limit: liveRows });
  return { type: "text/html", body: String(<OccurrenceRows context={context} items={items} />) };
}

async function watchPage({ archive, context, now }: Scope, search: URLSearchParams): Promise<Reply> {
  const period = periodOf(search.get("days"), now);
  const { by, filters } = combinable(dimensionOf(search.get("by")), filtersOf(search));
  const since = search.get("since")?.slice(0, 200);
  const [rows, activity, probes, writers] = await Promise.all([
    archive.chart({ ...filters, from: period.from, to: period.to, hours: period.hours, by, maxSeries }),
    archive.activity(period.from, period.to),
    probesOf(archive, context, period, filters.api),
    archive.writers(maxWriters),
  ]);
  const findings = findingsOf(activity, context.contracts, { version: since, api: filters.api });
  const query = { period, by, filters, since };
  const chart = chartTable(rows, period);
  const shown = { query, chart, findings, probes, nodes: namesOf(writers), gaps: gapsOf(writers, period) };
  return html(<WatchPage context={context} {...shown} />);
}

/** Leaves out versions and nodes if a chart is about tenants, whose totals have none. */
function combinable(by: ChartDimension, filters: Filters): { readonly by: ChartDimension; readonly filters: Filters } {
  if (by !== "tenant" && filters.tenant === undefined) return { by, filters };
  const { version: _, node: __, ...others } = filters;
  return { by: by === "version" || by === "node" ? "code" : by, filters: others };
}

function dimensionOf(text: string | null): ChartDimension {
  const all: readonly ChartDimension[] = ["code", "kind", "api", "operation", "tenant", "version", "node"];
  return all.find((name) => name === text) ?? "code";
}

/** Returns the accounts with the most errors that a mask hides. */
async function probesOf(
  archive: Archive,
  { contracts }: ConsoleContext,
  { from, to }: Period,
  api: string | undefined,
): Promise<readonly TenantActivity[]> {
  const masked = contracts
    .filter(({ name }) => api === undefined || name === api)
    .map(({ name, entries }) => {
      const codes = [...entries.values()].filter(({ masks }) => masks.length > 0).map(({ code }) => code);
      return { api: name, codes: codes.slice(0, 500) };
    });
  const found = await Promise.all(masked.map((query) => archive.tenants({ ...query, from, to, limit: 10 })));
  return found
    .flat()
    .sort((a, b) => b.errors - a.errors)
    .slice(0, 10);
}

function namesOf(writers: readonly WriterState[]): readonly string[] {
  return [...new Set(writers.map(({ node }) => node))].sort();
}

/** Returns the newest processes of a period of which something is missing. */
function gapsOf(writers: readonly WriterState[], { from }: Period): readonly WriterState[] {
  return writers
    .filter(({ lastAt, dropped, lostAt }) => lastAt >= from && (dropped > 0 || lostAt !== null))
    .slice(0, 10);
}

function html(page: JSX.Element, status = 200): Reply {
  return { status, type: "text/html", body: `<!doctype html>\n${String(page)}\n` };
}

/** Renders a page that says what has happened. */
export function messagePage(context: ConsoleContext, title: string, text: string, status = 200): Reply {
  return html(<MissingPage context={context} title={title} text={text} />, status);
}
