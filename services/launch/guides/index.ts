/** Renders the guides of `docs/` and the API reference of the library as pages. */
export { apiReference, generateApiReference, hasApiReference } from "./api-reference.ts";
export { guideList, guideMarkdown } from "./guide-markdown.ts";
export { GuidePage } from "./guide-page.tsx";
export { type Guide, readGuides } from "./read-guides.ts";
export { relatedGuides } from "./related-guides.ts";
