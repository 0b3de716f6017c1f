/** Renders the pages of the console. */
export { CodePage } from "./code-page.tsx";
export { FindPage } from "./find-page.tsx";
export { JobsPage } from "./jobs-page.tsx";
export { LivePage } from "./live-page.tsx";
export { MissingPage } from "./missing-page.tsx";
export { OccurrencesPage } from "./occurrences-page.tsx";
export {
  type ApiBalances,
  type ConsoleContext,
  type Filters,
  filtersOf,
  isAlmostUsedUp,
  linkTo,
  OccurrenceRows,
} from "./parts/index.ts";
export { type Effects, SucceededPage } from "./request-effects.tsx";
export { RequestPage } from "./request-page.tsx";
export { TenantPage, TenantsPage } from "./tenant-pages.tsx";
export { WatchPage } from "./watch-page.tsx";
export { WebhooksPage } from "./webhooks-page.tsx";
