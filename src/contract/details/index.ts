/** Reads the schemas of details: names, validation, and the projection to the members that a contract declares. */
export { detailNames } from "./detail-names.ts";
export type { DetailsOf, DetailsSchema, StandardSchema } from "./details-schema.ts";
export { detailsIssues, isStandardSchema, toJsonSchema } from "./details-schema.ts";
export type { OmittedDetail, OmittedDetails, ProjectDetails } from "./project-details.ts";
export { detailsProjector } from "./project-details.ts";
export { compilePattern, referenceResolver } from "./schema-reader.ts";
