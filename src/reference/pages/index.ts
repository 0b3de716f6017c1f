/** Renders the pages of a reference as HTML. */
export { codeBlock } from "./code-block.tsx";
export { CodePage } from "./code-page.tsx";
export { ChangesPage, GuidePage, ResponsesPage, RetriesPage, WebhooksPage } from "./guides/index.ts";
export { IndexPage } from "./index-page.tsx";
export { KindPage, KindsPage } from "./kind-pages.tsx";
export { OperationPage, OperationsPage } from "./operation-pages.tsx";
