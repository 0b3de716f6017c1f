/** Renders the pages of a reference as HTML. */
export { CodePage } from "./code-page.tsx";
export { ResponsesPage, RetriesPage } from "./guide-pages.tsx";
export { IndexPage } from "./index-page.tsx";
export { KindPage } from "./kind-page.tsx";
export { OperationPage, OperationsPage } from "./operation-pages.tsx";
export { WebhooksPage } from "./webhooks-page.tsx";
