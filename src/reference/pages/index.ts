/** Renders the pages of a reference as HTML. */
export { CodePage } from "./code-page.tsx";
export { ResponsesPage, RetriesPage } from "./guide-pages.tsx";
export { IndexPage } from "./index-page.tsx";
export { KindPage, OperationPage, OperationsPage } from "./operation-pages.tsx";
