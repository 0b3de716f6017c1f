/** Renders the pages of the console. */
export { CodePage } from "./code-page.tsx";
export { FindPage } from "./find-page.tsx";
export { LivePage } from "./live-page.tsx";
export { MissingPage } from "./missing-page.tsx";
export { OccurrencesPage } from "./occurrences-page.tsx";
export { type ConsoleContext, type Filters, filtersOf, linkTo, OccurrenceRows } from "./parts/index.ts";
export { RequestPage } from "./request-page.tsx";
export { TenantPage, TenantsPage } from "./tenant-pages.tsx";
export { WatchPage } from "./watch-page.tsx";
