/** Renders what several pages of the console share. */
export { Advice, CustomerText } from "./advice.tsx";
export { type ApiBalances, BalanceTable, isAlmostUsedUp } from "./balance-table.tsx";
export { type ConsoleContext, entryOf, linkTo } from "./context.ts";
export { Choice, FilterForm, type Filters, filtersOf } from "./filter-form.tsx";
export { JobTable } from "./job-table.tsx";
export { Count, DataTable, Layout, Time } from "./layout.tsx";
export { OccurrenceRows, OccurrenceTable } from "./occurrence-table.tsx";
export { PeriodLinks, periodName } from "./period-links.tsx";
