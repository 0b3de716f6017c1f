/** Renders the pages that explain the API as a whole. */
export { ChangesPage } from "./changes-page.tsx";
export { GuidePage } from "./guide-page.tsx";
export { ResponsesPage } from "./responses-page.tsx";
export { RetriesPage } from "./retries-page.tsx";
export { WebhooksPage } from "./webhooks-page.tsx";
